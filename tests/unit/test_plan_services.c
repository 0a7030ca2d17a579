/* test_plan_services.c - the servers' root and the figures that name a service, in plan.json. */
#include "plan_fixture.h"

static int fill(void **state) {
    (void)state;
    struct plan_figure *figure = add_figure("fig13", 1, 1, 0);
    plan.version = plan_copy("0");
    plan.created = plan_copy("now");
    plan.profile = plan_copy("quick");
    figure->service = plan_copy("redis");
    figure->role = ROLE_SERVER;
    figure->peer_cpus = plan_copy("1");
    plan.services.root = plan_copy("f00");
    plan.services.manifest = plan_copy("ba5");
    order(1);
    return 0;
}

static void it_comes_back_from_json(void **state) {
    (void)state;
    struct plan back;
    struct error err;
    json_t *json = plan_to_json(&plan);
    if (plan_from_json(json, &back, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(back.services.root, "f00");
    assert_string_equal(back.services.manifest, "ba5");
    assert_string_equal(back.figure[0].service, "redis");
    assert_string_equal(plan_kernel_there(&back.figure[0]), SERVICE_KERNEL);
    plan_free(&back);
    json_decref(json);
}

static void figures_without_a_service_run_their_own_kernel(void **state) {
    (void)state;
    struct plan_figure *other = add_figure("fig02", 1, 1, 0);
    assert_string_equal(plan_kernel_there(other), "stream");
    assert_false(plan_loads_service(other));
    other->service = plan_copy("redis");
    assert_string_equal(plan_kernel_there(other), "stream");
    free(other->service);
    other->service = NULL;
    json_t *json = plan_to_json(&plan);
    assert_null(json_object_get(json_array_get(json_object_get(json, "figures"), 1), "service"));
    json_decref(json);
}

/* `change` is applied to the plan's JSON, or to that of its figure. */
static void refused(bool in_figure, const char *key, json_t *value, const char *wanted) {
    struct plan back;
    struct error err = {.text = "not refused"};
    json_t *json = plan_to_json(&plan);
    json_t *figure = json_array_get(json_object_get(json, "figures"), 0);
    json_object_set_new(in_figure ? figure : json, key, value);
    assert_int_equal(plan_from_json(json, &back, &err), -1);
    if (!strstr(err.text, wanted))
        fail_msg("'%s' does not say: %s", err.text, wanted);
    json_decref(json);
}

static void what_names_no_root_is_refused(void **state) {
    (void)state;
    refused(false, "services", json_null(), "figures[0].service: the plan has no root of services");
    refused(false, "services", json_string("f00"), "services: an object wanted");
    refused(false, "services", json_pack("{ss ss}", "root", "../etc", "manifest", "ba5"),
            "services.root: '../etc' is no name");
    refused(false, "services", json_pack("{ss}", "root", "f00"), "services.manifest: ");
    refused(true, "service", json_string("../sh"), "figures[0].service: '../sh' is no name");
    refused(true, "service", json_integer(1), "figures[0].service: ");
    refused(true, "role", json_string("client"), "figures[0].service: its role is client");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_comes_back_from_json, fill, empty),
        cmocka_unit_test_setup_teardown(figures_without_a_service_run_their_own_kernel, fill,
                                        empty),
        cmocka_unit_test_setup_teardown(what_names_no_root_is_refused, fill, empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
