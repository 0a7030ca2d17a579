/* test_randomaccess.c - updates of either style against the definition, samples, and the replay. */
#include "common/cpu_set.h"
#include "randomaccess/measure.h"
#include "randomaccess/updates.h"
#include "randomaccess/verify.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "team.h"

static const struct numa_policy local = {0};

enum { WORDS = 1 << 16 };

struct fixture {
    struct team team;
    struct table table;
};

static struct fixture make(unsigned threads) {
    struct fixture f = {.team = team_of(threads)};
    assert_int_equal(table_map(&f.table, WORDS * sizeof(uint64_t), HUGEPAGES_NONE, &local, NULL),
                     0);
    assert_int_equal(table_fill(&f.table, &f.team, NULL), 0);
    return f;
}

static struct update_run done(struct fixture *f, struct update_plan plan) {
    struct update_run run;
    assert_int_equal(update_run_init(&run, &f->table, &plan, f->team.threads, NULL), 0);
    assert_int_equal(work_run(&update_work, &run, &f->team, plan.seconds, NULL), 0);
    return run;
}

static uint64_t measured(struct fixture *f, struct update_plan plan) {
    struct update_run run = done(f, plan);
    assert_true(run.gups.count > 0);
    for (size_t i = 0; i < run.gups.count; i++)
        assert_true(isfinite(run.gups.value[i]) && run.gups.value[i] > 0);
    samples_free(&run.gups);
    return run.updates;
}

/* As the rules put it: one register, one update at a time. */
static uint64_t *by_definition(uint64_t updates) {
    uint64_t *word = calloc(WORDS, sizeof *word), value = 1;
    assert_non_null(word);
    for (uint64_t i = 0; i < WORDS; i++)
        word[i] = i;
    for (uint64_t i = 0; i < updates; i++) {
        value = (value << 1) ^ ((int64_t)value < 0 ? 7 : 0);
        word[value & (WORDS - 1)] ^= value;
    }
    return word;
}

static void both_styles_leave_the_table_of_the_definition(void **state) {
    (void)state;
    static const uint64_t counts[] = {1, 127, 1000, 4 * WORDS, 4 * WORDS + 77};
    static const unsigned aheads[] = {1, 8, 128, 1024};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        uint64_t *expected = by_definition(counts[c]);
        for (int style = 0; style < STYLES; style++) {
            for (size_t a = 0; a < sizeof aheads / sizeof *aheads; a++) {
                struct fixture f = make(1);
                struct update_plan plan = {.style = (enum update_style)style,
                                           .prefetch = a % 2 == 0,
                                           .look_ahead = aheads[a],
                                           .updates = counts[c]};
                assert_int_equal(measured(&f, plan), counts[c]);
                assert_memory_equal(f.table.word, expected, WORDS * sizeof *expected);
                table_unmap(&f.table);
            }
        }
        free(expected);
    }
}

/* Threads do all updates between them, whatever their number: done one after the other, so that
 * nothing races, their shares leave the table of the definition. */
static void shares_of_threads_are_the_whole(void **state) {
    (void)state;
    struct stretch whole = {.count = 2 * WORDS + 5};
    uint64_t *expected = by_definition(whole.count);
    for (unsigned threads = 1; threads <= 200; threads += 33) {
        struct fixture f = make(1);
        for (unsigned t = 0; t < threads; t++)
            updates_apply(&f.table, stream_of(stretch_part(whole, threads, t)), 64, true);
        assert_memory_equal(f.table.word, expected, WORDS * sizeof *expected);
        struct barrier alone;
        barrier_init(&alone, 1, 1);
        for (unsigned t = 0; t < threads; t++) {
            struct report_streams mine = report_streams_of(whole, threads, t);
            updates_apply_report(&f.table, &mine, &alone, t % 2 == 0);
        }
        assert_int_equal(table_wrong_words(&f.table, &f.team, NULL), 0);
        table_unmap(&f.table);
    }
    free(expected);
}

static void one_thread_loses_nothing(void **state) {
    (void)state;
    for (int style = 0; style < STYLES; style++) {
        struct fixture f = make(1);
        struct update_plan plan = {
            .style = (enum update_style)style, .look_ahead = 256, .updates = 3 * WORDS};
        uint64_t updates = measured(&f, plan);
        assert_true(table_wrong_words(&f.table, &f.team, NULL) > 0);
        assert_int_equal(
            updates_verify(&f.table, (struct stretch){.count = updates}, &f.team, NULL), 0);
        table_unmap(&f.table);
    }
}

static void the_replay_itself_does_not_race(void **state) {
    (void)state;
    struct fixture f = make(4);
    uint64_t updates = 20 * WORDS;
    updates_apply(&f.table, stream_of((struct stretch){.count = updates}), 128, true);
    assert_int_equal(updates_verify(&f.table, (struct stretch){.count = updates}, &f.team, NULL),
                     0);
    table_unmap(&f.table);
}

static void lost_updates_are_counted(void **state) {
    (void)state;
    struct fixture f = make(2);
    struct stretch all = {.count = 4 * WORDS};
    updates_apply(&f.table, stream_of(all), 128, true);
    table_update(&f.table, lfsr_at(12345)); /* undoes one: as if it had been lost */
    assert_int_equal(updates_verify(&f.table, (struct stretch){.count = all.count}, &f.team, NULL),
                     1);

    assert_int_equal(table_fill(&f.table, &f.team, NULL), 0);
    updates_apply(&f.table, stream_of(all), 128, true);
    assert_int_equal(
        updates_verify(&f.table, (struct stretch){.count = all.count - 1}, &f.team, NULL), 1);
    table_unmap(&f.table);
}

static void one_percent_is_tolerated(void **state) {
    (void)state;
    assert_true(updates_tolerable(0, 8));
    assert_false(updates_tolerable(1, 64));
    assert_true(updates_tolerable(655, 65536));
    assert_false(updates_tolerable(656, 65536));
    assert_false(updates_tolerable(-1, 65536));
}

static void updates_make_ten_samples(void **state) {
    (void)state;
    struct fixture f = make(3);
    struct update_plan plan = {.look_ahead = 128, .updates = 99991};
    struct update_run run = done(&f, plan);
    assert_int_equal(run.gups.count, 10);
    assert_int_equal(run.updates, 99991);
    samples_free(&run.gups);
    table_unmap(&f.table);
}

static void time_ends_a_run_after_two_samples_at_least(void **state) {
    (void)state;
    struct fixture f = make(2);
    struct update_plan plan = {.look_ahead = 128, .seconds = 1e-9};
    struct update_run run = done(&f, plan);
    assert_int_equal(run.gups.count, 2);
    assert_int_equal(run.updates, 2 * 2 << 20);
    assert_true(updates_verify(&f.table, (struct stretch){.count = run.updates}, &f.team, NULL) >=
                0);
    samples_free(&run.gups);

    plan.updates = 1000;
    run = done(&f, plan);
    assert_int_equal(run.updates, 200);
    samples_free(&run.gups);

    plan.seconds = 1000;
    run = done(&f, plan);
    assert_int_equal(run.updates, 1000);
    assert_int_equal(run.gups.count, 10);
    samples_free(&run.gups);
    table_unmap(&f.table);
}

static void a_run_without_end_is_refused(void **state) {
    (void)state;
    struct fixture f = make(1);
    struct update_run run;
    struct update_plan plan = {.look_ahead = 128};
    assert_int_equal(update_run_init(&run, &f.table, &plan, 1, NULL), -1);
    table_unmap(&f.table);
}

/* Work that is injected is done, is undone by the replay, and is not counted. */
static void injected_updates_are_done_and_not_counted(void **state) {
    (void)state;
    static const double percents[] = {0.001, 1, 12.5, 100};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        struct fixture f = make(1);
        struct update_plan plan = {
            .look_ahead = 128, .updates = 99991, .inject_percent = percents[i]};
        struct update_run run = done(&f, plan);
        assert_int_equal(run.updates, 99991);
        assert_int_equal(run.injected, (uint64_t)(99991 * percents[i] / 100));
        assert_int_equal(updates_verify(&f.table,
                                        (struct stretch){.count = run.updates + run.injected},
                                        &f.team, NULL),
                         0);
        samples_free(&run.gups);
        table_unmap(&f.table);
    }
}

static void units_of_slices_are_short_and_need_no_end(void **state) {
    (void)state;
    struct fixture f = make(2);
    struct update_run run;
    struct update_plan plan = {.look_ahead = 128, .sliced = true};
    assert_int_equal(update_run_init(&run, &f.table, &plan, 2, NULL), 0);
    assert_int_equal(work_once(&update_work, &run, &f.team, NULL), 0);
    assert_int_equal(run.unit_updates, 2 * RANDOMACCESS_SLICED_UNIT);
    assert_int_equal(run.updates, 2 * WORDS); /* the whole sequence */
    assert_true(run.seconds > 0);
    assert_int_equal(run.gups.count, 0);
    table_unmap(&f.table);
}

/* Slices go on for ever; every second pass undoes the one before. */
static void passes_of_slices_undo_each_other(void **state) {
    (void)state;
    static const double percents[] = {0, 7, 100};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        struct fixture f = make(1);
        struct update_run run;
        struct update_plan plan = {
            .look_ahead = 128, .sliced = true, .inject_percent = percents[i]};
        assert_int_equal(update_run_init(&run, &f.table, &plan, 1, NULL), 0);
        assert_int_equal(run.length, 2 * WORDS);
        for (int unit = 0; unit < 23; unit++) {
            assert_int_equal(work_once(&update_work, &run, &f.team, NULL), 0);
            struct stretch left = update_run_left(&run);
            assert_true(left.first + left.count <= run.length);
            assert_int_equal(updates_verify(&f.table, left, &f.team, NULL), 0);
            assert_int_equal(updates_verify(&f.table, left, &f.team, NULL) > 0, left.count > 0);
        }
        assert_true(run.pass >= 2);
        assert_int_equal(run.wrong_words, 0);
        assert_int_equal(run.tables_checked, run.pass / 2);
        assert_true(fabs((double)run.injected - (double)run.updates * percents[i] / 100) < 2);
        table_unmap(&f.table);
    }
}

static void words_that_are_wrong_after_two_passes_are_counted(void **state) {
    (void)state;
    struct fixture f = make(2);
    struct update_run run;
    struct update_plan plan = {.look_ahead = 128, .sliced = true};
    assert_int_equal(update_run_init(&run, &f.table, &plan, 1, NULL), 0);
    while (run.pass < 2) {
        assert_int_equal(work_once(&update_work, &run, &f.team, NULL), 0);
        if (run.pass == 0 && run.position == run.length)
            f.table.word[3] ^= 1, f.table.word[WORDS - 1] ^= 1;
    }
    assert_true(run.wrong_words >= 2 && run.wrong_words < 200);
    assert_int_equal(run.tables_checked, 1);
    samples_free(&run.gups);
    table_unmap(&f.table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_styles_leave_the_table_of_the_definition),
        cmocka_unit_test(shares_of_threads_are_the_whole),
        cmocka_unit_test(one_thread_loses_nothing),
        cmocka_unit_test(the_replay_itself_does_not_race),
        cmocka_unit_test(lost_updates_are_counted),
        cmocka_unit_test(one_percent_is_tolerated),
        cmocka_unit_test(updates_make_ten_samples),
        cmocka_unit_test(time_ends_a_run_after_two_samples_at_least),
        cmocka_unit_test(a_run_without_end_is_refused),
        cmocka_unit_test(injected_updates_are_done_and_not_counted),
        cmocka_unit_test(units_of_slices_are_short_and_need_no_end),
        cmocka_unit_test(passes_of_slices_undo_each_other),
        cmocka_unit_test(words_that_are_wrong_after_two_passes_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
