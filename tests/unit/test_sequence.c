/* test_sequence.c - the steps of a job: order, kinds, passes, intended starts, and what every block
 * holds after any number of them. */
#include "blockio/sequence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCKS = 97, FIRST = 1000 };

static struct sequence make(const struct sequence_plan *plan) {
    struct sequence sequence;
    assert_int_equal(sequence_init(&sequence, plan), 0);
    return sequence;
}

static struct step take(struct sequence *sequence) {
    struct step step;
    double due;
    assert_true(sequence_take(sequence, 0, &step, &due));
    assert_in_range(step.block, FIRST, FIRST + BLOCKS - 1);
    return step;
}

static void ascending_blocks_start_again(void **state) {
    (void)state;
    struct sequence_plan plan = {.first = FIRST, .count = BLOCKS};
    struct sequence s = make(&plan);
    for (uint64_t i = 0; i < 3 * BLOCKS; i++) {
        struct step step = take(&s);
        assert_int_equal(step.block, FIRST + i % BLOCKS);
        assert_int_equal(step.pass, i / BLOCKS);
        assert_false(step.write);
    }
    sequence_destroy(&s);
}

static void random_blocks_come_once_in_each_pass(void **state) {
    (void)state;
    struct sequence_plan plan = {.first = FIRST, .count = BLOCKS, .random = true, .seed = 3};
    struct sequence s = make(&plan);
    uint64_t order[3][BLOCKS];
    for (int pass = 0; pass < 3; pass++) {
        unsigned seen[BLOCKS] = {0};
        for (int i = 0; i < BLOCKS; i++) {
            order[pass][i] = take(&s).block;
            assert_int_equal(seen[order[pass][i] - FIRST]++, 0);
        }
    }
    assert_memory_not_equal(order[0], order[1], sizeof order[0]);
    assert_memory_not_equal(order[1], order[2], sizeof order[0]);
    sequence_destroy(&s);
}

static void repeated_draws_repeat(void **state) {
    (void)state;
    struct sequence_plan plan = {
        .first = FIRST, .count = BLOCKS, .random = true, .repeat = true, .seed = 3};
    struct sequence s = make(&plan);
    unsigned seen[BLOCKS] = {0}, missed = 0;
    for (int i = 0; i < BLOCKS; i++)
        seen[take(&s).block - FIRST]++;
    for (int i = 0; i < BLOCKS; i++)
        missed += seen[i] == 0;
    assert_in_range(missed, BLOCKS / 5, BLOCKS / 2); /* 1/e of them expected */
    sequence_destroy(&s);
}

static void mix_has_its_share_of_writes(void **state) {
    (void)state;
    enum { STEPS = 100 * BLOCKS };
    for (int repeat = 0; repeat < 2; repeat++) {
        struct sequence_plan plan = {.first = FIRST,
                                     .count = BLOCKS,
                                     .random = true,
                                     .repeat = repeat,
                                     .write_percent = 30,
                                     .seed = 9};
        struct sequence s = make(&plan);
        unsigned writes = 0;
        for (int i = 0; i < STEPS; i++)
            writes += take(&s).write;
        assert_in_range(writes, STEPS * 28 / 100, STEPS * 32 / 100);
        sequence_destroy(&s);
    }
}

/* Remembers what was written and compares it with what the sequence says, after every step. */
static void check_generations(bool random, unsigned write_percent) {
    struct sequence_plan plan = {.first = FIRST,
                                 .count = BLOCKS,
                                 .random = random,
                                 .write_percent = write_percent,
                                 .seed = 11};
    struct sequence s = make(&plan);
    uint64_t holds[BLOCKS] = {0};
    for (int i = 0; i < 4 * BLOCKS + 13; i++) {
        struct step step = take(&s);
        assert_int_equal(sequence_generation_before(&s, step.block, step.pass),
                         holds[step.block - FIRST]);
        if (step.write)
            holds[step.block - FIRST] = step.pass + 1;
        for (int block = 0; block < BLOCKS; block++)
            assert_int_equal(sequence_generation_after(&s, (uint64_t)FIRST + (uint64_t)block),
                             holds[block]);
    }
    sequence_destroy(&s);
}

static void generations_are_known(void **state) {
    (void)state;
    static const unsigned percents[] = {0, 30, 100};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        check_generations(false, percents[i]);
        check_generations(true, percents[i]);
    }
}

static void passes_stay_apart(void **state) {
    (void)state;
    struct sequence_plan plan = {.first = FIRST, .count = BLOCKS, .random = true, .apart = true};
    struct sequence s = make(&plan);
    struct step step;
    double due = 0;
    for (int i = 0; i < BLOCKS; i++)
        take(&s);
    for (int i = 0; i < BLOCKS; i++) {
        assert_false(sequence_take(&s, 0, &step, &due));
        assert_true(isinf(due));
        sequence_done(&s);
    }
    assert_int_equal(take(&s).pass, 1);
    sequence_destroy(&s);
}

static void open_loop_keeps_intended_starts(void **state) {
    (void)state;
    struct sequence_plan plan = {
        .first = FIRST, .count = BLOCKS, .interval_s = 0.25, .first_s = 100};
    struct sequence s = make(&plan);
    struct step step;
    double due = 0;
    assert_false(sequence_take(&s, 99, &step, &due));
    assert_true(due == 100);
    for (int i = 0; i < 5; i++) { /* late by as much as one likes: the start is the intended one */
        assert_true(sequence_take(&s, 101, &step, &due));
        assert_true(step.start_s == 100 + 0.25 * i);
    }
    assert_false(sequence_take(&s, 101, &step, &due));
    assert_true(due == 101.25);
    sequence_destroy(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascending_blocks_start_again),
        cmocka_unit_test(random_blocks_come_once_in_each_pass),
        cmocka_unit_test(repeated_draws_repeat),
        cmocka_unit_test(mix_has_its_share_of_writes),
        cmocka_unit_test(generations_are_known),
        cmocka_unit_test(passes_stay_apart),
        cmocka_unit_test(open_loop_keeps_intended_starts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
