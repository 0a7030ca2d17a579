/* test_noise.c - what disturbed cells that count, and what one series runs under and another does
 * not, becomes warnings of the summary. */
#include "summary_fixture.h"

static const char *const three[] = {"native", "docker", "kvm"};

static void declare(const char *gate, double limit) {
    *array_add(plan.gate, plan.gate_count) = (struct plan_gate){plan_copy(gate), limit, true};
}

static void put_gate(json_t *record, const char *state, double value) {
    json_array_append_new(
        json_object_get(record, "gates"),
        json_pack("{ss ss sf sf}", "name", "steal", "state", state, "value", value, "limit", 0.05));
}

static void gates_that_warned_are_counted(void **state) {
    (void)state;
    make_plan(3, three, 3);
    declare("steal", 0.05);
    declare("drift", 0.05);
    put_gate(put("fig02/native/r1", 10), "ok", 0.01);
    put_gate(put("fig02/docker/r1", 10), "warned", 0.071);
    put_gate(put("fig02/kvm/r1", 10), "warned", 0.06);
    put_gate(put("fig02/native/r2", 10), "unobservable", 0);
    put_gate(put("fig02/docker/r2", 10), "warned", 0.124);
    json_t *invalid = put("fig02/kvm/r2", 10); /* is told by its own gate */
    put_gate(invalid, "warned", 0.9);
    json_object_set_new(invalid, "valid", json_false());
    summarise_all();
    assert_true(
        warned("fig02: the host below took CPU time of the cell's CPUs (gate steal): beyond "
               "5 % in 3 of 4 cells (docker 2, kvm 1), most in fig02/docker/r2: 12.4 %"));
    assert_false(warned("drift"));
    assert_false(warned("90 %"));
}

static void quiet_cells_are_not_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    declare("steal", 0.05);
    put_gate(put("fig02/native/r1", 10), "ok", 0.01);
    summarise_all();
    assert_false(warned("steal"));
}

static json_t *evidence_of(json_t *record) {
    return json_object_get(json_object_get(record, "kernel"), "evidence");
}

static void put_speed(json_t *record, double begin, double end) {
    json_object_set_new(evidence_of(record), "reference_ghz",
                        json_pack("{sf sf}", "begin", begin, "end", end));
}

static void another_speed_in_a_block_is_told(void **state) {
    (void)state;
    make_plan(3, three, 3);
    declare("frequency", 0.1);
    for (unsigned round = 1; round <= 3; round++) {
        char cell[64];
        snprintf(cell, sizeof cell, "fig02/native/r%u", round);
        put_speed(put(cell, 10), round, round); /* slower than the next round: not in one block */
        snprintf(cell, sizeof cell, "fig02/docker/r%u", round);
        put_speed(put(cell, 10), round, round == 2 ? 1.0 : round);
        snprintf(cell, sizeof cell, "fig02/kvm/r%u", round);
        json_t *emulated = put(cell, 10);
        put_speed(emulated, 0.1, 0.1);
        json_object_set_new(emulated, "accel", json_string("tcg"));
    }
    summarise_all();
    assert_true(warned("fig02: the CPUs of docker and native worked at another speed (reference "
                       "work): beyond 10 % in 1 of 3 blocks, most in fig02/docker/r2: -25 %"));
    assert_false(warned("kvm and native"));
}

static json_t *put_status(const char *cell, const char *bypass, const char *seccomp) {
    json_t *record = put(cell, 10);
    json_object_set_new(evidence_of(record), "status",
                        json_pack("{ss ss sn ss}", "Speculation_Store_Bypass", bypass, "Seccomp",
                                  seccomp, "SpeculationIndirectBranch", "NoNewPrivs", "0"));
    return record;
}

static void a_profile_that_mitigates_is_named(void **state) {
    (void)state;
    make_plan(1, three, 3);
    put_status("fig02/native/r1", "thread vulnerable", "0");
    put_status("fig02/docker/r1", "thread force mitigated", "2");
    json_object_set_new(put_status("fig02/kvm/r1", "vulnerable", "0"), "guest", json_object());
    summarise_all();
    assert_true(warned("fig02: docker: Speculation_Store_Bypass thread force mitigated, Seccomp 2; "
                       "native: thread vulnerable, 0; its seccomp profile turns on speculation "
                       "mitigations"));
    assert_true(warned("before Linux 5.16"));
    assert_true(warned("fig02: kvm: Speculation_Store_Bypass vulnerable; native: thread "
                       "vulnerable; a guest has the mitigations of its own kernel"));
}

static void a_filter_alone_is_named(void **state) {
    (void)state;
    make_plan(1, three, 3);
    put_status("fig02/native/r1", "thread vulnerable", "0");
    put_status("fig02/docker/r1", "thread vulnerable", "2");
    put_status("fig02/kvm/r1", "thread force mitigated", "0");
    summarise_all();
    assert_true(warned("fig02: docker: Seccomp 2; native: 0; its system calls pass a seccomp "
                       "filter; speculation is the same"));
    assert_true(warned("native: thread vulnerable; speculation mitigations were asked for"));
}

static void the_same_status_is_not_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    put_status("fig02/native/r1", "thread vulnerable", "0");
    put_status("fig02/docker/r1", "thread vulnerable", "0");
    put("fig02/kvm/r1", 10); /* a kernel of before */
    summarise_all();
    assert_int_equal(summary.warning_count, 0);
}

/* Where the profile is the factor, the difference is the result. */
static void a_studied_profile_is_not_told(void **state) {
    (void)state;
    make_plan(1, three, 3);
    plan.figure[0].series[1].effect = plan_copy("seccomp=unconfined");
    put_status("fig02/native/r1", "thread vulnerable", "0");
    put_status("fig02/docker/r1", "thread force mitigated", "2");
    summarise_all();
    assert_false(warned("seccomp"));
}

int main(void) {
#define TEST(name) cmocka_unit_test_teardown(name, clear)
    const struct CMUnitTest tests[] = {
        TEST(gates_that_warned_are_counted),    TEST(quiet_cells_are_not_told),
        TEST(another_speed_in_a_block_is_told), TEST(a_profile_that_mitigates_is_named),
        TEST(a_filter_alone_is_named),          TEST(the_same_status_is_not_told),
        TEST(a_studied_profile_is_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
