/* test_traits.c - what plans keep of the environments of their series, and what every type of
 * environment must tell for that. */
#include "common/cleanup.h"
#include "environments/environments.h"
#include "plan_fixture.h"
#include "planning/series.h"

static json_t *series_of(json_t *json, size_t i) {
    return json_array_get(
        json_object_get(json_array_get(json_object_get(json, "figures"), 0), "series"), i);
}

static int plan_one(void **state) {
    (void)state;
    struct plan_figure *figure = add_figure("fig02", 0, 1, 0);
    plan_add_series(figure, "native", "native", NULL);
    plan_add_series(figure, "docker-overlay", "docker-overlay", NULL);
    plan_add_series(figure, "kvm-base", "kvm+pinning=on", NULL);
    plan.version = plan_copy("1.0");
    plan.created = plan_copy("2024-01-01T00:00:00Z");
    plan.profile = plan_copy("quick");
    series_describe(&plan);
    order(1);
    return 0;
}

static void traits_come_back(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct plan back;
    cleanup_json json_t *json = plan_to_json(&plan);
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    const struct plan_series *series = back.figure[0].series;
    assert_int_equal(series[0].traits.kind, KIND_PROCESS);
    assert_int_equal(series[0].traits.network, NETWORK_HOST);
    assert_string_equal(series[0].traits.colour, COLOUR_BLACK);
    assert_int_equal(series[1].traits.kind, KIND_CONTAINER);
    assert_int_equal(series[1].traits.storage, STORAGE_LAYER);
    assert_int_equal(series[2].traits.kind, KIND_GUEST);
    assert_int_equal(series[2].traits.network, NETWORK_TAP);
    assert_string_equal(series[2].traits.colour, "");
    plan_free(&back);
}

/* Plans of before series had traits are read, and completed as far as the environments are known.
 */
static void older_plans_are_completed(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct plan back;
    cleanup_json json_t *json = plan_to_json(&plan);
    for (size_t i = 0; i < 3; i++)
        json_object_del(series_of(json, i), "kind");
    json_object_set_new(series_of(json, 1), "environment", json_string("podman-overlay"));
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    series_describe(&back);
    assert_int_equal(back.figure[0].series[0].traits.kind, KIND_PROCESS);
    assert_int_equal(back.figure[0].series[1].traits.kind, KIND_UNTOLD);
    assert_int_equal(back.figure[0].series[2].traits.kind, KIND_GUEST);
    plan_free(&back);
}

static void refused(const char *key, const char *value, const char *why) {
    struct error err = {.text = ""};
    struct plan back;
    cleanup_json json_t *json = plan_to_json(&plan);
    json_object_set_new(series_of(json, 1), key, json_string(value));
    assert_int_equal(plan_from_json(json, &back, &err), -1);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
}

static void foreign_traits_are_refused(void **state) {
    (void)state;
    refused("kind", "gest", "figures[0].series[1].kind: unknown value 'gest' (closest: guest)");
    refused("network", "wire", "series[1].network: unknown value 'wire'");
    refused("storage", "tape", "series[1].storage: unknown value 'tape'");
    refused("colour", "red", "series[1].colour: 'red' is not #rrggbb");
    refused("colour", "#12345'", "is not #rrggbb");
}

static void every_type_tells_what_is_needed_of_it(void **state) {
    (void)state;
    const struct environment_type *type;
    size_t count = 0;
    for (; (type = environment_at(count)); count++) {
        assert_true(type->traits.kind != KIND_UNTOLD);
        assert_non_null(type->about);
        assert_non_null(type->does->probe);
        assert_non_null(type->does->up);
        assert_non_null(type->does->down);
        assert_true(type->does->exec || type->does->prepare);
        assert_true(type->traits.network == NETWORK_NONE || type->does->route);
        assert_true(!type->storage_only || type->traits.storage != STORAGE_NONE);
        if (type->name[strlen(type->name) - 1] != ':')
            assert_ptr_equal(environment_find(type->name, NULL), type);
    }
    assert_in_range(count, 12, 1000);
}

static void unknown_names_name_the_closest(void **state) {
    (void)state;
    struct error err = {.text = ""};
    assert_null(environment_find("dokcer-nat", &err));
    assert_string_equal(err.text, "unknown environment 'dokcer-nat' (closest: docker-nat)");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(traits_come_back, plan_one, empty),
        cmocka_unit_test_setup_teardown(older_plans_are_completed, plan_one, empty),
        cmocka_unit_test_setup_teardown(foreign_traits_are_refused, plan_one, empty),
        cmocka_unit_test(every_type_tells_what_is_needed_of_it),
        cmocka_unit_test(unknown_names_name_the_closest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
