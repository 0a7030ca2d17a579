/* test_yields.c - what a kernel says of itself decides what a figure may draw and how it reads. */
#include "common/cleanup.h"
#include "planning/settings.h"
#include "planning/yields_check.h"
#include "scratch.h"
#include "yields_fixture.h"

#include <string.h>

static void check_of(const char *kernel, const char *metric, const char *unit, const char *results,
                     const char *wanted) {
    char text[512];
    snprintf(text, sizeof text,
             "[figure]\ntitle = T\nkernel = k\nmetric = %s\nunit = %s\naxis = a\nresults = %s\n"
             "environments = native\nscope = socket\nchart = bars\n[guest]\nmemory = 1G\n"
             "[quick]\nrounds = 1\nboots = once\n",
             metric, unit, results);
    const char *path = scratch_write("x.ini", text);
    struct error err = {.text = ""};
    struct figure figure;
    if (figure_read(path, &figure, &err) < 0)
        fail_msg("%s", err.text);
    cleanup_json json_t *yields = yields_of(kernel);
    int status = yields_check(&figure, yields, &err);
    figure_free(&figure);
    assert_int_equal(status, *wanted ? -1 : 0);
    if (!*wanted)
        return;
    assert_int_equal(err.status, STATUS_USAGE);
    snprintf(text, sizeof text, "%s:%s", path, wanted);
    assert_string_equal(err.text, text);
}

static void figures_draw_what_their_kernel_yields(void **state) {
    (void)state;
    const char *memory = YIELDS_OF_MEMORY, *network = YIELDS_OF_NETWORK;
    check_of(memory, "bandwidth", "GB/s", "copy triad", "");
    check_of(network, "speed", "Gbit/s", "send|receive", "");
    check_of(network, "delay", "us", "p50", "");
    check_of(memory, "bandwith", "GB/s", "copy",
             "4: metric: k yields no 'bandwith' with these parameters (closest: bandwidth)");
    check_of(memory, "bandwidth", "furlongs", "copy",
             "5: unit: 'furlongs', but k tells bandwidth in GB/s");
    check_of(memory, "bandwidth", "GB/s", "copy trida",
             "7: results: k yields no bandwidth 'trida' with these parameters (closest: triad)");
    check_of(memory, "bandwidth", "GB/s", "-",
             "7: results: k yields no bandwidth '-' with these parameters (closest: copy)");
    check_of(network, "speed", "Gbit/s", "p50",
             "7: results: k yields no speed 'p50' with these parameters (closest: receive)");
    check_of(network, "speed", "Gbit/s", "send|sent",
             "7: results: k yields no speed 'send|sent' with these parameters (closest: receive)");
}

static void direction_rate_and_concerns_are_read(void **state) {
    (void)state;
    cleanup_json json_t *network = yields_of(YIELDS_OF_NETWORK);
    assert_int_equal(yields_direction(network, "speed"), HIGHER_IS_BETTER);
    assert_int_equal(yields_direction(network, "delay"), LOWER_IS_BETTER);
    assert_int_equal(yields_direction(network, "oddness"), DIRECTION_UNKNOWN);
    assert_int_equal(yields_direction(NULL, "speed"), DIRECTION_UNKNOWN);
    assert_true(yields_rate(network, "speed", "receive"));
    assert_false(yields_rate(network, "speed", "send"));
    assert_false(yields_rate(network, "delay", "p50"));
    assert_true(yields_concern(network, "network"));
    assert_false(yields_concern(network, "memory"));
}

static void settings_decide_where_they_concern(void **state) {
    (void)state;
    static const char pages[] = "/sys/kernel/mm/transparent_hugepage/enabled";
    static const char buffers[] = "/proc/sys/net/ipv4/tcp_rmem";
    cleanup_json json_t *network = yields_of(YIELDS_OF_NETWORK);
    cleanup_json json_t *memory = yields_of(YIELDS_OF_MEMORY);
    struct plan_figure figure = {.yields = network};
    assert_true(setting_decides(buffers, &figure) && !setting_decides(pages, &figure));
    figure.yields = memory;
    assert_true(!setting_decides(buffers, &figure) && setting_decides(pages, &figure));
}

static void what_a_sweep_yields_is_joined(void **state) {
    (void)state;
    struct error err;
    cleanup_json json_t *joined = yields_of(YIELDS_OF_NETWORK);
    cleanup_json json_t *again = json_deep_copy(joined), *more = yields_of(YIELDS_OF_MEMORY);
    assert_int_equal(yields_take(again, "", &joined, &err), 0);
    assert_int_equal(json_array_size(json_object_get(joined, "results")), 2);
    assert_int_equal(yields_take(more, "", &joined, &err), 0);
    assert_int_equal(json_array_size(json_object_get(joined, "results")), 4);
    assert_non_null(yields_result(joined, "bandwidth", "scale|triad"));
}

static void refused(const char *text, const char *wanted) {
    struct error err = {.text = ""};
    json_t *yields = NULL;
    cleanup_json json_t *json = json_loads(text, 0, NULL);
    assert_non_null(json);
    assert_int_equal(yields_take(json, "k", &yields, &err), -1);
    json_decref(yields);
    if (!strstr(err.text, wanted))
        fail_msg("found '%s', wanted '%s'", err.text, wanted);
}

static void broken_words_are_refused_by_place(void **state) {
    (void)state;
    refused("{}", "k.results: a list wanted, nothing found");
    refused("{\"results\": []}", "k.concerns: a list wanted, nothing found");
    refused("{\"results\": [7], \"concerns\": []}", "k.results[0]: ");
    refused("{\"results\": [" YIELD("m", "x", "s", "more", "true") "}], \"concerns\": []}",
            "k.results[0].better: 'more' is neither higher nor lower");
    refused("{\"results\": [" YIELD("m", "x", "s", "lower", "7") "}], \"concerns\": []}",
            "k.results[0]: ");
    refused("{\"results\": [" YIELD("m", "x", "s", "lower", "true") ", \"cost\": 8}], "
                                                                    "\"concerns\": []}",
            "k.results[0]: ");
    refused("{\"results\": [], \"concerns\": [], \"beyond_caches\": {\"times\": 4}}",
            "k.beyond_caches: ");
}

static void a_load_is_read(void **state) {
    (void)state;
    cleanup_json json_t *none = yields_of(YIELDS_OF_MEMORY);
    assert_null(yields_load(none).parameter);
    cleanup_json json_t *yields =
        yields_of("{\"results\": [], \"concerns\": [], \"load\": {\"parameter\": \"rate\", "
                  "\"metric\": \"speed\", \"x\": \"\", \"besides\": [\"arrival\"]}}");
    struct yields_load load = yields_load(yields);
    assert_string_equal(load.parameter, "rate");
    assert_string_equal(load.metric, "speed");
    assert_string_equal(load.x, "");
    assert_string_equal(json_string_value(json_array_get(load.besides, 0)), "arrival");
    refused("{\"results\": [], \"concerns\": [], \"load\": {\"parameter\": \"rate\"}}", "k.load: ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(figures_draw_what_their_kernel_yields, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(direction_rate_and_concerns_are_read),
        cmocka_unit_test(settings_decide_where_they_concern),
        cmocka_unit_test(what_a_sweep_yields_is_joined),
        cmocka_unit_test(a_load_is_read),
        cmocka_unit_test(broken_words_are_refused_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
