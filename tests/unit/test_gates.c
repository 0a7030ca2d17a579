/* test_gates.c - every gate passes what is right, fails what is wrong, and says what it cannot see.
 */
#include "gate_fixture.h"

static void all_is_well(void **state) {
    static const char *const names[] = {"exit",        "checks",       "binary",     "parameters",
                                        "environment", "surroundings", "huge-pages", "clock"};
    bool valid;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(judge(*state, names[i], &valid), "ok");
    assert_true(valid);
}

static void a_bad_exit_fails(void **state) {
    struct subject *s = *state;
    s->execution.process.exit_status = 1;
    fails(s, "exit");
}

static void a_timeout_fails(void **state) {
    struct subject *s = *state;
    s->execution.process.timed_out = true;
    fails(s, "exit");
}

static void no_json_fails(void **state) {
    struct subject *s = *state;
    json_decref(s->kernel);
    s->kernel = NULL;
    bool valid;
    assert_string_equal(judge(s, "binary", &valid), "unobservable");
    fails(s, "exit");
}

static void a_failed_check_fails(void **state) {
    struct subject *s = *state;
    set(s, NULL, "checks", json_pack("[{s:s,s:b}]", "name", "validation", "ok", 0));
    fails(s, "checks");
    bool valid;
    assert_string_equal(judged(s, "checks", "value", &valid), "validation");
    set(s, NULL, "checks",
        json_pack("[{s:s,s:b,s:s},{s:s,s:b,s:s}]", "name", "validation", "ok", 1, "detail", "fine",
                  "name", "overlap", "ok", 0, "detail", "0.752, wanted 0.90"));
    assert_string_equal(judged(s, "checks", "value", &valid), "overlap: 0.752, wanted 0.90");
}

static void another_binary_fails(void **state) {
    set(*state, "evidence", "binary_sha256", json_string("abd"));
    fails(*state, "binary");
}

static void another_parameter_fails(void **state) {
    set(*state, "parameters", "array-size", json_integer(4096));
    fails(*state, "parameters");
    set(*state, "parameters", "array-size", json_integer(8388608));
    set(*state, "parameters", "stores", json_string("nontemporal"));
    fails(*state, "parameters");
}

static void a_stray_variable_fails(void **state) {
    set(*state, "evidence", "environment", json_pack("[s,s]", "PATH", "OPENBLAS_CORETYPE"));
    fails(*state, "environment");
}

static void only_deciding_surroundings_fail(void **state) {
    json_t *seen = json_object_get(json_object_get(((struct subject *)*state)->kernel, "evidence"),
                                   "surroundings");
    json_object_set_new(seen, "/sys/kernel/mm/transparent_hugepage/enabled", json_string("always"));
    fails(*state, "surroundings");
}

static void a_clock_that_runs_wrong_fails(void **state) {
    bool valid;
    set(*state, "usage", "wall_s", json_real(10.6));
    fails(*state, "clock");
    set(*state, "usage", "wall_s", json_real(9.6));
    assert_string_equal(judge(*state, "clock", &valid), "ok");
}

static void missing_marks_are_unobservable(void **state) {
    struct subject *s = *state;
    bool valid;
    s->execution.longest_s = NAN;
    assert_string_equal(judge(s, "clock", &valid), "unobservable");
    assert_true(valid);
}

static const struct lab lab = {.names = {.host_wire = "vtx-1-h0", .guest_wire = "vtx-1-g0"}};
static const struct route of_host = {0}, of_nat = {.bridge = "docker0"},
                          of_guest = {.tap = "vtx-1-t0"};

/* The same subject with a peer: ten megabytes that went through the host wire. */
static int make_with_peer(void **state) {
    if (make(state) < 0)
        return -1;
    struct subject *s = *state;
    s->plan.figure[0].role = ROLE_CLIENT;
    s->peer_kernel = json_loads("{\"evidence\": {\"binary_sha256\": \"abc\","
                                "  \"server\": {\"total_bytes\": 10000000}}}",
                                0, NULL);
    s->execution.path = route_path(&of_host, &lab, "docker0");
    s->execution.counters =
        json_loads("{\"vtx-1-h0\": {\"rx_bytes\": 50000, \"tx_bytes\": 10400000},"
                   " \"docker0\": {\"rx_bytes\": 0, \"tx_bytes\": 90}}",
                   0, NULL);
    return s->peer_kernel && s->execution.counters ? 0 : -1;
}

static void a_peer_on_the_declared_path_is_well(void **state) {
    bool valid;
    assert_string_equal(judge(*state, "peer", &valid), "ok");
    assert_string_equal(judge(*state, "path", &valid), "ok");
    assert_true(valid);
}

static void without_a_peer_there_is_nothing_to_see(void **state) {
    bool valid;
    assert_string_equal(judge(*state, "peer", &valid), "unobservable");
    assert_string_equal(judge(*state, "path", &valid), "unobservable");
    assert_true(valid);
}

static void a_peer_that_did_not_end_well_fails(void **state) {
    struct subject *s = *state;
    s->execution.peer.exit_status = 137;
    fails(s, "peer");
    s->execution.peer = (struct process_result){.timed_out = true};
    fails(s, "peer");
}

static void a_peer_of_another_binary_fails(void **state) {
    struct subject *s = *state;
    json_t *seen = json_object_get(s->peer_kernel, "evidence");
    json_object_set_new(seen, "binary_sha256", json_string("abd"));
    fails(s, "peer");
    json_object_del(seen, "binary_sha256");
    fails(s, "peer");
    json_decref(s->peer_kernel); /* it said nothing at all */
    s->peer_kernel = NULL;
    fails(s, "peer");
}

static void another_path_fails(void **state) {
    struct subject *s = *state;
    const struct lab_path declared = s->execution.path;
    s->execution.path = route_path(&of_nat, &lab, "docker0");
    fails(s, "path");
    s->execution.path = route_path(&of_guest, &lab, "docker0");
    fails(s, "path");
    s->execution.path = declared;
    json_t *bridge = json_object_get(s->execution.counters, "docker0");
    json_object_set_new(bridge, "rx_bytes", json_integer(10400000)); /* it went through both */
    fails(s, "path");
}

static void data_that_no_wire_carried_fails(void **state) {
    struct subject *s = *state;
    json_object_clear(s->execution.counters);
    fails(s, "path");
}

static void kernels_that_moved_nothing_fail(void **state) {
    struct subject *s = *state;
    json_object_del(json_object_get(s->peer_kernel, "evidence"), "server");
    fails(s, "path");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
#define PEER_TEST(name) cmocka_unit_test_setup_teardown(name, make_with_peer, unmake)
    const struct CMUnitTest tests[] = {
        TEST(all_is_well),
        TEST(a_bad_exit_fails),
        TEST(a_timeout_fails),
        TEST(no_json_fails),
        TEST(a_failed_check_fails),
        TEST(another_binary_fails),
        TEST(another_parameter_fails),
        TEST(a_stray_variable_fails),
        TEST(only_deciding_surroundings_fail),
        TEST(a_clock_that_runs_wrong_fails),
        TEST(missing_marks_are_unobservable),
        PEER_TEST(a_peer_on_the_declared_path_is_well),
        TEST(without_a_peer_there_is_nothing_to_see),
        PEER_TEST(a_peer_that_did_not_end_well_fails),
        PEER_TEST(a_peer_of_another_binary_fails),
        PEER_TEST(another_path_fails),
        PEER_TEST(data_that_no_wire_carried_fails),
        PEER_TEST(kernels_that_moved_nothing_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
