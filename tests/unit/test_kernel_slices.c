/* test_kernel_slices.c - a made-up kernel in slices: which units count, and who may not. */
#include "common/cleanup.h"
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/record.h"
#include "slices_fixture.h"

#include <unistd.h>

/* Does the n-th unit with n-th as much work, in one second of a clock of its own. */
struct growing {
    struct options common;
    struct team team;
    bool refuses, warms;
    bool slow; /* what warms up once has warmed up long enough */
    unsigned units, warmed, failing_unit;
    unsigned counted_by[4]; /* by thread */
};

static int resolve(void *state, struct error *err) {
    struct growing *g = state;
    struct cpu_set cpus;
    g->common.threads = 2;
    return threads_allowed_cpus(&cpus, err) < 0 ? -1 : team_init(&g->team, 2, &cpus, err);
}

static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    static const struct kernel_result speed = {"speed", "", "units/s", BETTER_HIGHER, "u", NULL};
    return kernel_result_add(list, &speed, err);
}

static void take_time(const struct growing *g) {
    if (g->slow)
        usleep((useconds_t)(1.1e6 * SLICE_WARM_S));
}

static int unit(void *state, struct laps *laps, unsigned thread, struct error *err) {
    struct growing *g = state;
    laps_begin(laps, thread);
    g->counted_by[thread]++;
    take_time(g);
    laps_end(laps, thread);
    if (thread != 0)
        return 0;
    return ++g->units == g->failing_unit ? error_failed(err, "unit %u", g->units) : 0;
}

static int warm(void *state, struct laps *laps, unsigned thread, struct error *err) {
    (void)laps, (void)err;
    struct growing *g = state;
    g->warmed += thread == 0;
    take_time(g);
    return 0;
}

static bool enough(const void *state, bool time_is_up) {
    (void)state, (void)time_is_up;
    fail_msg("slices do not ask whether it is enough");
    return true;
}

static int possible(const void *state, struct error *err) {
    return ((const struct growing *)state)->refuses ? error_usage(err, "--cpus: not today") : 0;
}

static size_t progress(const void *state, struct kernel_progress *progress) {
    const struct growing *g = state;
    progress[0] = (struct kernel_progress){"speed", "", "units/s", g->units * g->units, g->units};
    return 1;
}

static int report(void *state, json_t *record, struct error *err) {
    double never = 12345;
    (void)state;
    return record_result(record, "speed", "", "units/s", &never, 1, err) < 0
               ? -1
               : record_check(record, "fine", true, err, "all");
}

static const struct option_row *const tables[] = {options_process, options_iterations, NULL};
static const char *const concerns[] = {"cpu", NULL};
static const struct work plain_work = {.unit = unit, .enough = enough};
static const struct work own_warmth = {.unit = unit, .enough = enough, .warm = warm};
static const struct kernel_slices slices = {
    .possible = possible, .progress = progress, .warming = "a unit"};

/* Runs it with such options on such orders; NULL options end them. */
static int run(struct growing *g, const char *orders, json_t **said, const char *first,
               const char *second) {
    const struct kernel kernel = {.name = "growing",
                                  .options = tables,
                                  .resolve = resolve,
                                  .results = results,
                                  .concerns = concerns,
                                  .slices = g->common.memory_limit ? NULL : &slices,
                                  .work = g->warms ? &own_warmth : &plain_work,
                                  .team = offsetof(struct growing, team),
                                  .report = report};
    char name[] = "growing", a[32], b[32];
    char *argv[] = {name, a, b, NULL};
    snprintf(a, sizeof a, "%s", first);
    snprintf(b, sizeof b, "%s", second ? second : "");
    if (!second)
        argv[2] = NULL;
    struct streams streams = streams_take(orders);
    int status = kernel_main(&kernel, g, second ? 3 : 2, argv);
    *said = streams_give_back(&streams);
    return status;
}

static const json_t *samples_of(const json_t *said) {
    const json_t *record = json_array_get(said, json_array_size(said) - 1);
    return json_object_get(json_array_get(json_object_get(record, "results"), 0), "samples");
}

/* The first unit is done before "ready", and one at the beginning of each slice; none of them
 * counts. The n-th unit's speed is n^2 - (n - 1)^2. */
static void units_that_warm_up_do_not_count(void **state) {
    (void)state;
    struct growing g = {.slow = true};
    cleanup_json json_t *said = NULL;
    assert_int_equal(
        run(&g, "slice 1e-9\nslice 1e-9\nslice 1e-9\nend\n", &said, "--slices", "--json"), 0);
    assert_int_equal(json_array_size(said), 4);
    assert_int_equal(g.units, 7);
    assert_int_equal(g.counted_by[1], 7);
    static const double speeds[] = {5, 9, 13};
    for (size_t i = 0; i < 3; i++) {
        const json_t *answer = json_array_get(said, i);
        assert_true(json_number_value(json_array_get(samples_of(said), i)) == speeds[i]);
        assert_true(json_number_value(json_object_get(json_object_get(answer, "work"), "")) ==
                    speeds[i]);
    }
    assert_int_equal(json_array_size(samples_of(said)), 3);
}

static void a_kernel_warms_up_in_its_own_way(void **state) {
    (void)state;
    struct growing g = {.warms = true, .slow = true};
    cleanup_json json_t *said = NULL;
    assert_int_equal(run(&g, "slice 1e-9\nslice 1e-9\n", &said, "--slices", "--json"), 0);
    assert_int_equal(g.units, 3);
    assert_int_equal(g.warmed, 2);
    assert_true(json_number_value(json_array_get(samples_of(said), 1)) == 5);
}

static void what_warms_up_quickly_does_it_again(void **state) {
    (void)state;
    struct growing g = {.warms = true};
    cleanup_json json_t *said = NULL;
    assert_int_equal(run(&g, "slice 1e-9\n", &said, "--slices", "--json"), 0);
    assert_true(g.warmed > 1);
    double warm_s = json_number_value(json_object_get(json_array_get(said, 0), "warm_s"));
    assert_true(warm_s >= SLICE_WARM_S);
}

static void a_slice_lasts_as_long_as_it_is_told(void **state) {
    (void)state;
    struct growing g = {.warms = true};
    cleanup_json json_t *said = NULL;
    assert_int_equal(run(&g, "slice 0.05\n", &said, "--slices", "--json"), 0);
    const json_t *answer = json_array_get(said, 0);
    assert_true(json_number_value(json_object_get(answer, "end_s")) -
                    json_number_value(json_object_get(answer, "begin_s")) >=
                0.05);
    assert_true(g.units > 2);
}

static void a_unit_that_fails_ends_it(void **state) {
    (void)state;
    struct growing g = {.failing_unit = 3};
    cleanup_json json_t *said = NULL;
    assert_int_equal(run(&g, "slice 1\nslice 1\n", &said, "--slices", "--json"), STATUS_FAILED);
    assert_int_equal(g.units, 3);
    assert_int_equal(json_array_size(said), 0);
}

static void some_cannot_and_say_so(void **state) {
    (void)state;
    struct growing without_json = {0}, counted = {0}, refusing = {.refuses = true};
    struct growing never = {.common.memory_limit = 1};
    cleanup_json json_t *a = NULL, *b = NULL, *c = NULL, *d = NULL;
    assert_int_equal(run(&without_json, "slice 1\n", &a, "--slices", NULL), STATUS_USAGE);
    assert_int_equal(run(&counted, "slice 1\n", &b, "--slices", "-Ji5"), STATUS_USAGE);
    assert_int_equal(run(&refusing, "slice 1\n", &c, "--slices", "--json"), STATUS_USAGE);
    assert_int_equal(run(&never, "slice 1\n", &d, "--slices", "--json"), STATUS_USAGE);
    assert_int_equal(without_json.units + counted.units + refusing.units + never.units, 0);
}

static void resolve_tells_who_can(void **state) {
    (void)state;
    struct growing can = {0}, counted = {0}, refusing = {.refuses = true};
    cleanup_json json_t *a = NULL, *b = NULL, *c = NULL;
    assert_int_equal(run(&can, "", &a, "--resolve", NULL), 0);
    assert_true(json_is_true(json_object_get(json_array_get(a, 0), "slices")));
    assert_true(json_integer_value(json_object_get(json_array_get(a, 0), "memory")) == 0);
    assert_int_equal(run(&counted, "", &b, "--resolve", "--iterations=5"), 0);
    assert_true(json_is_false(json_object_get(json_array_get(b, 0), "slices")));
    assert_int_equal(run(&refusing, "", &c, "--resolve", NULL), 0);
    assert_true(json_is_false(json_object_get(json_array_get(c, 0), "slices")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_that_warm_up_do_not_count),
        cmocka_unit_test(a_kernel_warms_up_in_its_own_way),
        cmocka_unit_test(what_warms_up_quickly_does_it_again),
        cmocka_unit_test(a_slice_lasts_as_long_as_it_is_told),
        cmocka_unit_test(a_unit_that_fails_ends_it),
        cmocka_unit_test(some_cannot_and_say_so),
        cmocka_unit_test(resolve_tells_who_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
