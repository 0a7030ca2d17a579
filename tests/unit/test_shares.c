/* test_shares.c - loads as shares of what the reference can do: read, chosen, turned, kept. */
#include "common/cleanup.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"
#include "plan_fixture.h"
#include "planning/capacity.h"
#include "planning/sweep_choice.h"
#include "scratch.h"

#include <math.h>

static struct error err;

static void write_definition(const char *sweep, const char *profile) {
    char text[1024];
    snprintf(text, sizeof text,
             "[figure]\ntitle = T\nkernel = redisload\nmetric = latency\nunit = us\naxis = a\n"
             "results = all-p50\nenvironments = native\nscope = socket\nchart = lines\n"
             "[guest]\nmemory = 1G\n[sweep]\nkey = rate\n%s[quick]\nrounds = 1\nboots = once\n%s",
             sweep, profile);
    scratch_write("x.ini", text);
}

static void refused(const char *sweep, const char *profile, const char *wanted) {
    struct figure figure;
    write_definition(sweep, profile);
    assert_int_equal(figure_read(scratch_path("x.ini"), &figure, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    char whole[512];
    snprintf(whole, sizeof whole, "%s:%s", scratch_path("x.ini"), wanted);
    assert_string_equal(err.text, whole);
}

static void a_right_axis_has_no_place_in_panels(void **state) {
    (void)state;
    struct figure figure;
    scratch_write("x.ini",
                  "[figure]\ntitle = T\nkernel = redisload\nmetric = latency\nunit = us\naxis = a\n"
                  "results = all-p50\nenvironments = native\nscope = socket\nchart = lines\n"
                  "right = overhead\n[guest]\nmemory = 1G\n[sweep]\nkey = rate\n"
                  "share-of = throughput\nvalues = 10%\n[quick]\nrounds = 1\nboots = once\n");
    assert_int_equal(figure_read(scratch_path("x.ini"), &figure, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "right: shares (share-of) have panels"));
}

static void definitions_say_of_what(void **state) {
    (void)state;
    struct figure figure;
    write_definition("share-of = throughput\nvalues = 10% 99.5%\n", "values = 50%\n");
    if (figure_read(scratch_path("x.ini"), &figure, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(figure.share_of, "throughput");
    assert_string_equal(figure.sweep_values.word[1], "99.5%");
    figure_free(&figure);
    refused("values = 1 10%\n", "",
            "15: values: '10%': a share of what? share-of = METRIC in [sweep] says it");
    refused("values = 1\n", "values = 10%\n",
            "19: values: '10%': a share of what? share-of = METRIC in [sweep] says it");
    refused("share-of = throughput\nvalues = 10% 2000\n", "",
            "16: values: '2000': a share such as 50% wanted, as share-of says");
    refused("share-of = throughput\nvalues = 10%\n", "values = 2000\n",
            "20: values: '2000': a share such as 50% wanted, as share-of says");
    refused("share-of = throughput\nvalues = 100%\n", "",
            "16: values: '100%': below 100 %, or requests only queue up");
    refused("share-of = throughput\nvalues = 0%\n", "",
            "16: values: percentage '0%': not above 0 and at most 100 %");
    refused("share-of = throughput\nvalues = 120%\n", "",
            "16: values: percentage '120%': not above 0 and at most 100 %");
    refused("share-of = throughput\nvalues = -5%\n", "",
            "16: values: percentage '-5%': not a number; write it as 1% or 0.5%");
}

static const char *value(double share, double capacity) {
    static char text[32];
    return share_value(share, capacity, text, sizeof text);
}

static void loads_are_whole_with_three_digits(void **state) {
    (void)state;
    assert_string_equal(value(0.1, 41234.5), "4120");
    assert_string_equal(value(0.95, 41234.5), "39200");
    assert_string_equal(value(0.5, 534.2), "267");
    assert_string_equal(value(0.1, 534.2), "53");
    assert_string_equal(value(0.9995, 1e6), "1000000");
    assert_string_equal(value(0.1, 4), "0");
}

/* A figure that is shares of throughput, not yet measured. */
static struct plan_figure *shared(size_t values) {
    struct plan_figure *figure = add_figure("load", 1, 1, 0);
    static const char *const shares[] = {"10%", "50%", "95%"};
    figure->sweep_key = plan_copy("rate");
    for (size_t i = 0; i < values; i++) {
        words_add(&figure->sweep_values, shares[i]);
        words_add(&figure->shares.of, shares[i]);
    }
    figure->shares.metric = plan_copy("throughput");
    figure->shares.unit = plan_copy("req/s");
    figure->shares.environment = plan_copy("native");
    return figure;
}

static void a_capacity_makes_loads_of_shares(void **state) {
    (void)state;
    struct plan_figure *figure = shared(3);
    char text[128];
    assert_true(sweep_is_unmeasured(figure));
    assert_string_equal(plan_shares_text(&figure->shares, text, sizeof text),
                        "native's throughput, which a run measures first");
    assert_int_equal(capacity_take(figure, 41234.5, &err), 0);
    assert_false(sweep_is_unmeasured(figure));
    assert_string_equal(figure->sweep_values.word[0], "4120");
    assert_string_equal(figure->sweep_values.word[1], "20600");
    assert_string_equal(figure->sweep_values.word[2], "39200");
    assert_string_equal(figure->shares.of.word[2], "95%");
    assert_string_equal(plan_shares_text(&figure->shares, text, sizeof text),
                        "41200 req/s, native's throughput");
}

static void a_capacity_too_small_is_refused(void **state) {
    (void)state;
    struct plan_figure *figure = shared(3);
    const double useless[] = {0, -1, NAN, INFINITY};
    for (size_t i = 0; i < sizeof useless / sizeof *useless; i++)
        assert_int_equal(capacity_take(figure, useless[i], &err), -1);
    assert_int_equal(capacity_take(figure, 4, &err), -1);
    assert_string_equal(err.text, "10% of 4 req/s is 0 in whole numbers, no load");
    words_add(&figure->shares.of, "95.1%");
    assert_int_equal(capacity_take(figure, 100, &err), -1);
    assert_string_equal(err.text, "95.1% of 100 req/s is 95 in whole numbers, as another share is");
    assert_true(sweep_is_unmeasured(figure));
    assert_string_equal(figure->sweep_values.word[0], "10%");
}

static void kernels_are_asked_with_some_load(void **state) {
    (void)state;
    struct parameters parameters = {0};
    struct plan_figure *figure = shared(1);
    assert_int_equal(sweep_parameters(figure, 0, &parameters, &err), 0);
    assert_string_equal(parameters_find(&parameters, "rate")->value, "100000");
    parameters_free(&parameters);
}

/* The user's, the profile's, the definition's. */
static int chosen(const char *set, const char *of_profile, struct plan_figure *planned) {
    struct figure figure = {.sweep_key = (char *)"rate", .share_of = (char *)"throughput"};
    struct profile profile = {0};
    struct parameters overrides = {0};
    words_split(&figure.sweep_values, "10% 50%");
    words_split(&profile.values, of_profile);
    if (set)
        parameters_add(&overrides, "rate", set, 0);
    *planned = (struct plan_figure){0};
    int status = sweep_choose(&figure, &profile, &overrides, planned, &err);
    words_free(&figure.sweep_values);
    words_free(&profile.values);
    parameters_free(&overrides);
    return status;
}

static void expect_chosen(const char *set, const char *of_profile, const char *first,
                          size_t shares) {
    struct plan_figure planned;
    assert_int_equal(chosen(set, of_profile, &planned), 0);
    assert_string_equal(planned.sweep_values.word[0], first);
    assert_int_equal(planned.shares.of.count, shares);
    plan_figure_free(&planned);
}

static void expect_unchosen(const char *set, const char *wanted) {
    struct plan_figure planned;
    assert_int_equal(chosen(set, "", &planned), -1);
    assert_string_equal(err.text, wanted);
    plan_figure_free(&planned);
}

static void the_user_has_the_last_word(void **state) {
    (void)state;
    expect_chosen(NULL, "", "10%", 2);
    expect_chosen(NULL, "90%", "90%", 1);
    expect_chosen("2000,4000,8000", "90%", "2000", 0);
    expect_chosen("25%,75%", "", "25%", 2);
    expect_unchosen("25%,4000", "--set rate: '4000': a share such as 50% wanted, as share-of says");
    expect_unchosen("2000,2000", "--set rate: '2000' is there twice");
    expect_unchosen(",", "--set rate: no value in ','");
    expect_unchosen("100%", "--set rate: '100%': below 100 %, or requests only queue up");
}

static json_t *fill(void) {
    assert_int_equal(capacity_take(shared(3), 41234.5, &err), 0);
    plan.version = plan_copy("1.0");
    plan.created = plan_copy("2024-01-01T00:00:00Z");
    plan.profile = plan_copy("quick");
    order(7);
    json_t *json = plan_to_json(&plan);
    assert_non_null(json);
    return json;
}

static json_t *sweep_of(json_t *json) {
    return json_object_get(json_array_get(json_object_get(json, "figures"), 0), "sweep");
}

static void plans_keep_shares_and_capacity(void **state) {
    (void)state;
    struct plan back;
    cleanup_json json_t *json = fill();
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    const struct plan_figure *figure = &back.figure[0];
    assert_string_equal(figure->sweep_values.word[2], "39200");
    assert_string_equal(figure->shares.of.word[2], "95%");
    assert_string_equal(figure->shares.metric, "throughput");
    assert_string_equal(figure->shares.environment, "native");
    assert_true(figure->shares.capacity == 41234.5);
    cleanup_json json_t *again = plan_to_json(&back);
    assert_true(json_equal(json, again));
    plan_free(&back);
}

static void plans_of_before_have_no_shares(void **state) {
    (void)state;
    struct plan back;
    cleanup_json json_t *json = fill();
    assert_int_equal(json_object_del(sweep_of(json), "shares"), 0);
    assert_int_equal(plan_from_json(json, &back, &err), 0);
    assert_int_equal(back.figure[0].shares.of.count, 0);
    assert_string_equal(back.figure[0].sweep_values.word[0], "4120");
    plan_free(&back);
}

static void broken(json_t *json, const char *key, json_t *instead, const char *wanted) {
    struct plan back = {0};
    json_t *shares = json_object_get(sweep_of(json), "shares");
    cleanup_json json_t *before = json_copy(shares);
    json_object_set_new(shares, key, instead);
    assert_int_equal(plan_from_json(json, &back, &err), -1);
    assert_string_equal(err.text, wanted);
    plan_free(&back);
    json_object_update(shares, before);
}

static void broken_shares_are_refused(void **state) {
    (void)state;
    cleanup_json json_t *json = fill();
    broken(json, "values", json_pack("[s]", "10%"),
           "figures[0].sweep.shares.values: 1 for 3 swept values");
    broken(json, "values", json_pack("[sss]", "10%", "50%", "100%"),
           "figures[0].sweep.shares.values[2]: no share below 100%");
    broken(json, "capacity", json_real(-1),
           "figures[0].sweep.shares.capacity: no number from 0 on");
    broken(json, "capacity", json_null(), "figures[0].sweep.shares.capacity: no number from 0 on");
    broken(json, "metric", json_integer(1),
           "figures[0].sweep.shares.metric: a text wanted, a whole number found");
}

static void a_dry_plan_tells_its_shares(void **state) {
    (void)state;
    shared(2);
    plan.profile = plan_copy("quick");
    order(7);
    cleanup_free char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    plan_print(&plan, out);
    fclose(out);
    assert_non_null(strstr(text,
                           "  rate        10% 50%\n"
                           "  of          native's throughput, which a run measures first\n"));
    assert_non_null(strstr(text, "load/rate=50% r1: s0"));
}

static void a_measured_plan_tells_them_beside_its_loads(void **state) {
    (void)state;
    cleanup_json json_t *json = fill();
    cleanup_free char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    plan_print(&plan, out);
    fclose(out);
    assert_non_null(strstr(text, "  rate        4120 20600 39200\n"
                                 "  shares      10% 50% 95%\n"
                                 "  of          41200 req/s, native's throughput\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definitions_say_of_what),
        cmocka_unit_test(a_right_axis_has_no_place_in_panels),
        cmocka_unit_test(loads_are_whole_with_three_digits),
        cmocka_unit_test_teardown(a_capacity_makes_loads_of_shares, empty),
        cmocka_unit_test_teardown(a_capacity_too_small_is_refused, empty),
        cmocka_unit_test_teardown(kernels_are_asked_with_some_load, empty),
        cmocka_unit_test(the_user_has_the_last_word),
        cmocka_unit_test_teardown(plans_keep_shares_and_capacity, empty),
        cmocka_unit_test_teardown(plans_of_before_have_no_shares, empty),
        cmocka_unit_test_teardown(broken_shares_are_refused, empty),
        cmocka_unit_test_teardown(a_dry_plan_tells_its_shares, empty),
        cmocka_unit_test_teardown(a_measured_plan_tells_them_beside_its_loads, empty),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
