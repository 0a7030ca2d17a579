/* test_drift.c - a comparison that changes in the course of a block in slices is told; noise that
 * hits all series of a block is not. */
#include "summary_fixture.h"

static const char *const three[] = {"native", "docker", "kvm"};

enum { ROUNDS = 30 };

/* Every `stride`-th round; a machine that slows down to a half, and a series that loses `loss` of
 * its own from the block's begin to its end. */
static json_t *put_slices(const char *cell, int stride, double loss) {
    json_t *record = put(cell, 10), *rounds = json_array(), *samples = json_array();
    for (int round = 0; round < ROUNDS; round += stride) {
        double along = (double)round / (ROUNDS - 1);
        double noise = round % 3 && round < ROUNDS / 2 ? 0.5 : 1; /* hits all series */
        json_array_append_new(rounds, json_integer(round));
        json_array_append_new(
            samples, round == 4 ? json_null()
                                : json_real(10 * (1 - along / 2) * (1 - loss * along) * noise));
    }
    json_object_set_new(record, "slices", json_pack("{so}", "round", rounds));
    json_t *results = json_object_get(json_object_get(record, "kernel"), "results");
    json_object_set_new(json_array_get(results, 2), "samples", samples); /* triad */
    return record;
}

static void plan_blocks(unsigned blocks) {
    make_plan(blocks, three, 3);
    *array_add(plan.gate, plan.gate_count) = (struct plan_gate){plan_copy("drift"), 0.05, true};
}

static void put_block(unsigned round, int stride, double docker, double kvm) {
    char cell[64];
    snprintf(cell, sizeof cell, "fig02/native/r%u", round);
    put_slices(cell, 1, 0);
    snprintf(cell, sizeof cell, "fig02/docker/r%u", round);
    put_slices(cell, stride, docker);
    snprintf(cell, sizeof cell, "fig02/kvm/r%u", round);
    put_slices(cell, stride, kvm);
}

static void a_series_that_drifts_is_told(void **state) {
    (void)state;
    plan_blocks(3);
    put_block(1, 1, 0, 0.21);
    put_block(2, 1, 0, 0.2);
    put_block(3, 1, 0, 0.19);
    summarise_all();
    assert_true(warned("fig02: kvm triad against native drifted by -13"));
    assert_true(warned("from the first third of a block's rounds to the last (3 blocks)"));
    assert_false(warned("docker triad"));
}

/* It takes part in every third round, so that it costs no more time than the others. */
static void a_slow_series_is_paired_by_round(void **state) {
    (void)state;
    plan_blocks(3);
    put_block(1, 3, 0, 0.21);
    put_block(2, 3, 0, 0.2);
    put_block(3, 3, 0, 0.19);
    summarise_all();
    assert_true(warned("kvm triad against native drifted by -1"));
    assert_false(warned("docker triad"));
}

static void what_one_block_does_is_no_drift(void **state) {
    (void)state;
    plan_blocks(3);
    put_block(1, 1, 0.01, 0.03);
    put_block(2, 1, -0.4, 0.03); /* its mean is beyond the limit, its interval is wide */
    put_block(3, 1, 0.1, 0.03);  /* kvm's is certain, and small */
    summarise_all();
    assert_false(warned("drifted"));
}

static void cells_and_spoilt_blocks_tell_nothing(void **state) {
    (void)state;
    plan_blocks(3);
    put_round("native", 1, 10);
    put_round("kvm", 1, 5);
    put_block(2, 1, 0, 0.2);
    put_block(3, 1, 0, 0.21);
    json_object_set_new((json_t *)records_find(&records, "fig02/native/r2"), "valid", json_false());
    json_object_set_new((json_t *)records_find(&records, "fig02/kvm/r3"), "valid", json_false());
    summarise_all();
    assert_false(warned("drifted"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
    const struct CMUnitTest tests[] = {
        TEST(a_series_that_drifts_is_told),
        TEST(a_slow_series_is_paired_by_round),
        TEST(what_one_block_does_is_no_drift),
        TEST(cells_and_spoilt_blocks_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
