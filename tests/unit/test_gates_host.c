/* test_gates_host.c - a cell that was stopped meanwhile, or that had too few CPUs, does not count.
 */
#include "gate_fixture.h"

static void nothing_said_is_unobservable(void **state) {
    bool valid;
    assert_string_equal(judge(*state, "continued", &valid), "unobservable");
    assert_string_equal(judge(*state, "cpu-quota", &valid), "unobservable");
    assert_true(valid);
}

static void whoever_was_stopped_is_named(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "continued", json_false());
    assert_string_equal(judge(s, "continued", &valid), "ok");
    s->execution.watcher_continued = true;
    fails(s, "continued");
    assert_string_equal(judged(s, "continued", "value", &valid),
                        "virtax was stopped and continued");
    s->execution.vmm_continued = true;
    assert_string_equal(judged(s, "continued", "value", &valid), "QEMU was stopped and continued");
    s->peer_kernel = json_loads("{\"evidence\": {\"continued\": true}}", 0, NULL);
    assert_string_equal(judged(s, "continued", "value", &valid),
                        "the peer's kernel was stopped and continued");
    set(s, "evidence", "continued", json_true());
    assert_string_equal(judged(s, "continued", "value", &valid),
                        "the kernel was stopped and continued");
}

static void a_quota_below_the_cpus_fails(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "cpus", json_string("0-1"));
    set(s, "evidence", "control_group", json_pack("{s:n}", "cpu_quota"));
    assert_string_equal(judge(s, "cpu-quota", &valid), "ok");
    set(s, "evidence", "control_group", json_pack("{s:f}", "cpu_quota", 2.0));
    assert_string_equal(judge(s, "cpu-quota", &valid), "ok");
    set(s, "evidence", "control_group", json_pack("{s:f}", "cpu_quota", 1.5));
    fails(s, "cpu-quota");
    assert_string_equal(judged(s, "cpu-quota", "value", &valid), "1.5 CPUs for work on 2 of them");
}

static void a_quota_on_the_peer_fails(void **state) {
    struct subject *s = *state;
    s->peer_kernel = json_loads(
        "{\"evidence\": {\"cpus\": \"1\", \"control_group\": {\"cpu_quota\": 0.5}}}", 0, NULL);
    fails(s, "cpu-quota");
}

/* The guest sees no groups of the host's; natively its own evidence is the better witness. */
static void a_guest_is_held_back_by_the_hosts_quota(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "cpus", json_string("0-1"));
    set(s, "evidence", "control_group", json_pack("{s:n}", "cpu_quota"));
    s->execution.host_cpu_quota = 1;
    assert_string_equal(judge(s, "cpu-quota", &valid), "ok");
    s->execution.guest = json_object();
    fails(s, "cpu-quota");
    s->execution.host_cpu_quota = INFINITY;
    assert_string_equal(judge(s, "cpu-quota", &valid), "ok");
    set(s, "evidence", "control_group", json_null());
    assert_string_equal(judge(s, "cpu-quota", &valid), "ok");
    s->execution.host_cpu_quota = NAN;
    assert_string_equal(judge(s, "cpu-quota", &valid), "unobservable");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
    const struct CMUnitTest tests[] = {
        TEST(nothing_said_is_unobservable),
        TEST(whoever_was_stopped_is_named),
        TEST(a_quota_below_the_cpus_fails),
        TEST(a_quota_on_the_peer_fails),
        TEST(a_guest_is_held_back_by_the_hosts_quota),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
