/* test_rounds.c - turns in a block: balance, slow ones, lengths, ends, all on made-up slices. */
#include "measure/rounds.h"
#include "plan_fixture.h"

#include <math.h>
#include <stdlib.h>

static struct rounds rounds;

/* A block of a figure with so many series, all of which joined; `time` NULL: the figure has none.
 */
static void begin(size_t series, const char *time, double slice_s, uint64_t seed) {
    struct plan_figure *figure = add_figure("fig", series, 2, 0);
    if (time)
        assert_int_equal(parameters_add(&figure->parameters, "time", time, 0), 0);
    figure->slice_s = slice_s;
    plan.seed = seed;
    assert_int_equal(plan_order(&plan, NULL), 0);
    assert_int_equal(rounds_begin(&rounds, &plan, &plan.block[1], NULL), 0);
    for (size_t i = 0; i < series; i++)
        rounds_join(&rounds, i, i == 0);
}

static int end(void **state) {
    (void)state;
    rounds_free(&rounds);
    plan_free(&plan);
    plan = (struct plan){0};
    return 0;
}

/* Slices that take what was asked for, and what is said of each member on top; returns how many of
 * each there were. */
static void run(const double *unit_s, double way_s, unsigned *slices) {
    while (!rounds_enough(&rounds)) {
        size_t count = rounds_next(&rounds);
        assert_true(rounds.round < 100000);
        for (size_t k = 0; k < count; k++) {
            size_t i = rounds.order[k];
            double work_s = fmax(rounds_slice_s(&rounds), unit_s[i]);
            rounds_note(&rounds, i, work_s, unit_s[i], work_s + unit_s[i] + way_s);
            slices[i]++;
        }
    }
}

static void like_ones_take_part_in_all_rounds(void **state) {
    (void)state;
    begin(3, "2", 0, 7);
    unsigned slices[3] = {0};
    run((double[]){0.001, 0.0012, 0.0009}, 0.0005, slices);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(slices[i], 100);
    assert_float_equal(rounds_slice_s(&rounds), 0.02, 1e-12);
}

/* 20 ms against whole units of 1 s: as much time as the other one, or in five rounds. */
static void a_far_slower_one_takes_part_in_few(void **state) {
    (void)state;
    begin(2, "2", 0, 7);
    unsigned slices[2] = {0};
    run((double[]){0.001, 1}, 0.0005, slices);
    assert_true(slices[0] >= 100);
    assert_int_equal(slices[1], ROUNDS_LEAST_OF_SLOW);
    end(NULL);

    begin(2, "60", 0, 7);
    memset(slices, 0, sizeof slices);
    run((double[]){0.001, 1}, 0.0005, slices);
    assert_true(slices[1] > ROUNDS_LEAST_OF_SLOW);
    assert_true(2 * slices[1] <= 66); /* of 60 s, and the way */
}

/* Each of two emulated guests is slow beside the reference, whatever the other takes. */
static void several_far_slower_ones_take_part_in_few(void **state) {
    (void)state;
    begin(4, "2", 0, 7);
    unsigned slices[4] = {0};
    run((double[]){0.001, 0.1, 0.001, 0.25}, 0.0005, slices);
    assert_in_range(slices[0], 100, 101); /* the last for those that lack one of their five */
    assert_int_equal(slices[2], slices[0]);
    assert_in_range(slices[1], 8, 11); /* of 2.15 s, 0.2 s each */
    assert_int_equal(slices[3], ROUNDS_LEAST_OF_SLOW);
    end(NULL);

    begin(2, "2", 0, 7); /* a round without the reference would be no pair */
    memset(slices, 0, sizeof slices);
    run((double[]){0.5, 0.001}, 0.0005, slices);
    assert_int_equal(slices[0], slices[1]);
}

static void a_dear_way_makes_longer_slices(void **state) {
    (void)state;
    begin(2, "4", 0, 1);
    unsigned slices[2] = {0};
    run((double[]){0.001, 0.001}, 0.006, slices);
    assert_float_equal(rounds_slice_s(&rounds), 0.06, 1e-9);
    end(NULL);
    begin(2, "4", 0, 1);
    run((double[]){0.001, 0.001}, 0.5, slices);
    assert_float_equal(rounds_slice_s(&rounds), 0.2, 1e-9);
    end(NULL);
    begin(2, "4", 0.03, 1);
    run((double[]){0.001, 0.001}, 0.5, slices);
    assert_float_equal(rounds_slice_s(&rounds), 0.03, 1e-9);
}

/* Whoever is first in a round has the caches of another round's last. */
static void every_order_comes_as_often(void **state) {
    (void)state;
    begin(3, "2000", 0.02, 11);
    unsigned first[3] = {0}, before[3][3] = {{0}};
    for (int r = 0; r < 30000; r++) {
        assert_int_equal(rounds_next(&rounds), 3);
        first[rounds.order[0]]++;
        before[rounds.order[0]][rounds.order[1]]++;
        for (size_t i = 0; i < 3; i++)
            rounds_note(&rounds, i, 0.02, 0, 0.02);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_in_range(first[i], 9600, 10400);
        for (size_t k = 0; k < 3; k++)
            if (k != i)
                assert_in_range(before[i][k], 4700, 5300);
    }
}

static void a_seed_and_a_block_have_one_order(void **state) {
    (void)state;
    unsigned same[2] = {0};
    size_t order[50];
    begin(3, NULL, 0, 5);
    for (int r = 0; r < 50; r++) {
        rounds_next(&rounds);
        order[r] = rounds.order[0];
    }
    end(NULL);
    for (uint64_t seed = 5; seed <= 6; seed++) {
        begin(3, NULL, 0, seed);
        for (int r = 0; r < 50; r++) {
            rounds_next(&rounds);
            same[seed - 5] += rounds.order[0] == order[r];
        }
        if (seed == 5)
            end(NULL);
    }
    assert_int_equal(same[0], 50);
    assert_true(same[1] < 35);
}

static void one_that_leaves_is_not_waited_for(void **state) {
    (void)state;
    begin(2, "0.5", 0, 3);
    rounds_leave(&rounds, 1);
    assert_int_equal(rounds_next(&rounds), 1);
    assert_int_equal(rounds.order[0], 0);
    rounds_leave(&rounds, 0);
    assert_true(rounds_enough(&rounds));
    end(NULL);

    begin(2, "0.5", 0, 3); /* without the reference the others decide */
    rounds_leave(&rounds, 0);
    unsigned slices[2] = {0};
    run((double[]){0, 0.001}, 0, slices);
    assert_int_equal(slices[0], 0);
    assert_int_equal(slices[1], 25);
}

/* Nor measured against: it would be far slower than what is gone, and no round had anyone. */
static void the_slow_go_on_without_the_fast(void **state) {
    (void)state;
    for (size_t slow = 0; slow < 2; slow++) {
        const double unit_s[] = {slow == 0 ? 1 : 0.001, slow == 1 ? 1 : 0.001};
        begin(2, "60", 0, 7);
        for (int round = 0; round < 5; round++) {
            size_t count = rounds_next(&rounds);
            for (size_t k = 0; k < count; k++)
                rounds_note(&rounds, rounds.order[k], unit_s[rounds.order[k]], 0,
                            unit_s[rounds.order[k]]);
        }
        rounds_leave(&rounds, 1 - slow);
        assert_int_equal(rounds_next(&rounds), 1);
        assert_int_equal(rounds.order[0], slow);
        unsigned slices[2] = {0};
        run(unit_s, 0.0005, slices);
        assert_true(slices[slow] >= 50);
        assert_int_equal(slices[1 - slow], 0);
        if (slow == 0)
            end(NULL);
    }
}

static void few_long_slices_are_ten_at_least(void **state) {
    (void)state;
    begin(2, "1", 0, 3);
    unsigned slices[2] = {0};
    run((double[]){0.8, 0.9}, 0.001, slices);
    assert_int_equal(slices[0], ROUNDS_LEAST);
    assert_int_equal(slices[1], ROUNDS_LEAST);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(like_ones_take_part_in_all_rounds, end),
        cmocka_unit_test_teardown(a_far_slower_one_takes_part_in_few, end),
        cmocka_unit_test_teardown(several_far_slower_ones_take_part_in_few, end),
        cmocka_unit_test_teardown(a_dear_way_makes_longer_slices, end),
        cmocka_unit_test_teardown(every_order_comes_as_often, end),
        cmocka_unit_test_teardown(a_seed_and_a_block_have_one_order, end),
        cmocka_unit_test_teardown(one_that_leaves_is_not_waited_for, end),
        cmocka_unit_test_teardown(the_slow_go_on_without_the_fast, end),
        cmocka_unit_test_teardown(few_long_slices_are_ten_at_least, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
