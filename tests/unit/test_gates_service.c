/* test_gates_service.c - what must hold where a server is loaded. */
#include "gate_fixture.h"

static const char redis[] =
    "{\"evidence\": {\"binary_sha256\": \"def\", \"service\": {\"name\": \"redis\", "
    "\"manifest_sha256\": \"012\"}}}";

/* The fixture's cell with a service that did well. */
static void serves(struct subject *s) {
    s->plan.figure[0].service = plan_copy("redis");
    s->plan.figure[0].role = ROLE_SERVER;
    s->plan.services.root = plan_copy("root");
    s->plan.services.manifest = plan_copy("012");
    *array_add(s->plan.binary, s->plan.binary_count) =
        (struct plan_binary){plan_copy(SERVICE_KERNEL), plan_copy("def")};
    s->peer_kernel = json_loads(redis, 0, NULL);
    assert_non_null(s->peer_kernel);
}

static json_t *evidence(struct subject *s) {
    return json_object_get(s->peer_kernel, "evidence");
}

static void nothing_is_observed_without_a_service(void **state) {
    bool valid;
    assert_string_equal(judge(*state, "service", &valid), "unobservable");
    assert_string_equal(judge(*state, "achieved", &valid), "unobservable");
    assert_string_equal(judge(*state, "load-cpu", &valid), "unobservable");
    assert_true(valid);
}

static void the_planned_root_is_ok(void **state) {
    struct subject *s = *state;
    bool valid;
    serves(s);
    assert_string_equal(judge(s, "service", &valid), "ok");
    assert_string_equal(judge(s, "peer", &valid), "ok");
    assert_true(valid);
}

static void another_root_fails(void **state) {
    struct subject *s = *state;
    serves(s);
    json_object_set_new(json_object_get(evidence(s), "service"), "manifest_sha256",
                        json_string("013"));
    fails(s, "service");
}

static void another_service_fails(void **state) {
    struct subject *s = *state;
    serves(s);
    json_object_set_new(json_object_get(evidence(s), "service"), "name", json_string("mysql"));
    fails(s, "service");
}

static void one_that_says_nothing_fails(void **state) {
    struct subject *s = *state;
    serves(s);
    json_decref(s->peer_kernel);
    s->peer_kernel = NULL;
    fails(s, "service");
    fails(s, "peer");
}

/* The kernel that loads it is another binary by design; that of `serve` must be the plan's. */
static void another_binary_that_serves_fails(void **state) {
    struct subject *s = *state;
    serves(s);
    json_object_set_new(evidence(s), "binary_sha256", json_string("abc"));
    fails(s, "peer");
}

static void a_rate_that_was_not_achieved_fails(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "achieved_share", json_real(0.991));
    assert_string_equal(judge(s, "achieved", &valid), "ok");
    set(s, "evidence", "achieved_share", json_real(0.98));
    fails(s, "achieved");
}

static void a_load_near_its_own_limit_warns(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "load_cpu_share", json_real(0.69));
    assert_string_equal(judge(s, "load-cpu", &valid), "ok");
    set(s, "evidence", "load_cpu_share", json_real(0.71));
    assert_string_equal(judge(s, "load-cpu", &valid), "warned");
    assert_true(valid);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_observed_without_a_service, make, unmake),
        cmocka_unit_test_setup_teardown(the_planned_root_is_ok, make, unmake),
        cmocka_unit_test_setup_teardown(another_root_fails, make, unmake),
        cmocka_unit_test_setup_teardown(another_service_fails, make, unmake),
        cmocka_unit_test_setup_teardown(one_that_says_nothing_fails, make, unmake),
        cmocka_unit_test_setup_teardown(another_binary_that_serves_fails, make, unmake),
        cmocka_unit_test_setup_teardown(a_rate_that_was_not_achieved_fails, make, unmake),
        cmocka_unit_test_setup_teardown(a_load_near_its_own_limit_warns, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
