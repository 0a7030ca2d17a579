/* test_gates_noise.c - what else happened on the host: it spoils a record, or warns, from the limit
 * on, and what is not told is said to be unobservable. */
#include "gate_fixture.h"

/* A stream of two threads on two CPUs for 10 s, on a host that does nothing else. */
static int make_quiet(void **state) {
    if (make(state) < 0)
        return -1;
    struct subject *s = *state;
    s->execution.interference = (struct interference){
        .wall_s = 10, .cpu_s = 20, .tasks_s = 20, .ghz_begin = NAN, .ghz_end = NAN};
    s->execution.daemon_cpu_s = s->execution.vmm_cpu_s = s->execution.peer_cpu_s = NAN;
    set(s, "parameters", "threads", json_integer(2));
    set(s, NULL, "usage",
        json_pack("{s:f,s:f,s:f,s:i}", "wall_s", 10.0, "user_s", 19.0, "system_s", 0.9,
                  "major_faults", 0));
    return 0;
}

static void concern(struct subject *s, const char *what) {
    json_decref(s->plan.figure[0].yields);
    s->plan.figure[0].yields = json_pack("{s:[],s:[s]}", "results", "concerns", what);
}

static void is(const struct subject *s, const char *gate, const char *state) {
    bool valid;
    const char *found = judge(s, gate, &valid);
    if (strcmp(found, state) != 0)
        fail_msg("%s is %s, not %s", gate, found, state);
    if (s->plan.figure[0].role == ROLE_ALONE) /* or other gates miss the peer */
        assert_true(valid != (strcmp(state, "failed") == 0));
}

/* Two slices of 1 s of two threads, each after warming up. */
static void in_slices(struct subject *s, double used_s, double warm_cpu_s, double tasks_s) {
    s->plan.figure[0].interleave = INTERLEAVE_SLICES;
    s->execution.kernel_s = NAN;
    s->execution.interference.wall_s = 3.2;
    s->execution.interference.cpu_s = 6.4;
    s->execution.interference.tasks_s = tasks_s;
    set(s, NULL, "usage",
        json_pack("{s:f,s:f,s:f}", "wall_s", 2.0, "user_s", used_s, "system_s", 0.0));
    set(s, NULL, "slices",
        json_pack("{s:[f,f],s:[f,f],s:[f,f]}", "begin_s", 1.0, 9.0, "end_s", 2.0, 10.0,
                  "warm_cpu_s", warm_cpu_s / 2, warm_cpu_s / 2));
}

static void warming_is_neither_of_others_nor_standing_still(void **state) {
    struct subject *s = *state;
    in_slices(s, 3.9, 2, 5.9);
    is(s, "foreign-cpu", "ok");
    is(s, "held-back", "ok");
    in_slices(s, 3.9, 2, 7.0);
    is(s, "foreign-cpu", "warned");
    in_slices(s, 1.9, 2, 3.9);
    is(s, "held-back", "failed");
    s->execution.interference.waiting_s[PRESSURE_CPU] = 1.1;
    in_slices(s, 1.9, 0.9, 3.9); /* others hold up warming, too */
    is(s, "held-back", "ok");
}

static void interrupts_hold_up(void **state) {
    struct subject *s = *state;
    in_slices(s, 1.9, 2, 3.9);
    s->execution.interference.interrupts_s = 1;
    is(s, "held-back", "ok");
}

static void who_waits_sleeps(void **state) {
    struct subject *s = *state;
    s->execution.waiting_cpus = NAN;
    is(s, "waiting", "unobservable");
    s->execution.waiting_cpus = 0.004;
    is(s, "waiting", "ok");
    s->execution.waiting_cpus = 0.02;
    is(s, "waiting", "warned");
}

static const char *const all[] = {"held-back", "swap",        "major-faults",
                                  "steal",     "foreign-cpu", "pressure"};

static void a_quiet_host_is_ok(void **state) {
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        is(*state, all[i], "ok");
}

static void nothing_told_is_unobservable(void **state) {
    struct subject *s = *state;
    interference_unknown(&s->execution.interference);
    set(s, NULL, "usage", json_null());
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        is(s, all[i], "unobservable");
}

static void stolen_time_warns(void **state) {
    struct subject *s = *state;
    s->execution.interference.steal_s = 0.9;
    is(s, "steal", "ok");
    s->execution.interference.steal_s = 1.1;
    is(s, "steal", "warned");
}

/* A tick more or less in a short cell. */
static void ticks_do_not_warn(void **state) {
    struct subject *s = *state;
    s->execution.interference =
        (struct interference){.wall_s = 0.1, .cpu_s = 0.2, .tasks_s = 0.23, .steal_s = 0.02};
    set(s, "usage", "user_s", json_real(0.2));
    set(s, "usage", "system_s", json_real(0));
    is(s, "steal", "ok");
    is(s, "foreign-cpu", "ok");
    is(s, "held-back", "ok");
}

static void others_on_the_cpus_warn(void **state) {
    struct subject *s = *state;
    set(s, "usage", "user_s", json_real(17.2));
    is(s, "foreign-cpu", "ok"); /* 1.9 s of 20 */
    set(s, "usage", "user_s", json_real(16.8));
    is(s, "foreign-cpu", "warned");
    s->execution.daemon_cpu_s = 1; /* not others */
    is(s, "foreign-cpu", "ok");
    s->execution.daemon_cpu_s = NAN;
    s->execution.interference.own_s = 1; /* neither */
    is(s, "foreign-cpu", "ok");
}

static void a_guest_works_within_qemu(void **state) {
    struct subject *s = *state;
    s->execution.guest = json_object();
    is(s, "foreign-cpu", "unobservable");
    is(s, "held-back", "unobservable");
    s->execution.vmm_cpu_s = 20;
    set(s, "usage", "user_s", json_real(1)); /* as its own clock counts */
    is(s, "foreign-cpu", "ok");
    is(s, "held-back", "ok");
    s->execution.vmm_cpu_s = 15;
    is(s, "foreign-cpu", "warned");
}

/* Loop devices, vhost and writeback work in threads of the system. */
static void storage_is_not_blamed_for_its_own_work(void **state) {
    struct subject *s = *state;
    concern(s, "storage");
    set(s, "usage", "user_s", json_real(1));
    s->execution.interference.waiting_s[PRESSURE_IO] = 9;
    s->execution.interference.waiting_s[PRESSURE_CPU] = 9;
    is(s, "foreign-cpu", "unobservable");
    is(s, "held-back", "unobservable");
    is(s, "pressure", "ok");
    s->execution.interference.waiting_s[PRESSURE_MEMORY] = 3;
    is(s, "pressure", "warned");
}

/* Engines and QEMU, and starts that wait for each other. */
static void starts_are_not_blamed_for_what_they_start(void **state) {
    struct subject *s = *state;
    s->plan.figure[0].yields = json_pack("{s:b}", "crowd", 1);
    set(s, "usage", "user_s", json_real(1));
    s->execution.interference.waiting_s[PRESSURE_IO] = 9;
    s->execution.interference.waiting_s[PRESSURE_CPU] = 9;
    is(s, "foreign-cpu", "unobservable");
    is(s, "pressure", "ok");
    s->execution.interference.waiting_s[PRESSURE_MEMORY] = 3;
    is(s, "pressure", "warned");
}

static void beside_its_peer_nobody_can_tell(void **state) {
    struct subject *s = *state;
    concern(s, "network");
    s->plan.figure[0].role = ROLE_CLIENT;
    set(s, "usage", "user_s", json_real(1));
    is(s, "foreign-cpu", "unobservable");
    is(s, "held-back", "unobservable");
    s->execution.peer_cpu_s = 5;
    is(s, "foreign-cpu", "warned");
}

static void waiting_tasks_warn(void **state) {
    struct subject *s = *state;
    for (enum pressure p = 0; p < PRESSURES; p++) {
        s->execution.interference.waiting_s[p] = 1.9;
        is(s, "pressure", "ok");
        s->execution.interference.waiting_s[p] = 2.1;
        is(s, "pressure", "warned");
        s->execution.interference.waiting_s[p] = 0;
    }
    s->execution.interference.waiting_s[PRESSURE_CPU] = 9;
    set(s, "parameters", "threads", json_integer(3)); /* its own wait for each other */
    is(s, "pressure", "ok");
    set(s, "parameters", "threads", json_integer(1));
    is(s, "pressure", "warned");
    s->execution.guest = json_object();
    is(s, "pressure", "ok");
}

static void standing_still_for_no_reason_fails(void **state) {
    struct subject *s = *state;
    struct interference *seen = &s->execution.interference;
    seen->tasks_s = 14.2;
    set(s, "usage", "user_s", json_real(13.3));
    is(s, "held-back", "ok");
    seen->tasks_s = 13.8; /* 6.2 s of 20 */
    set(s, "usage", "user_s", json_real(12.9));
    is(s, "held-back", "failed");
    set(s, "parameters", "threads", json_integer(1)); /* one that wanted one CPU */
    is(s, "held-back", "ok");
}

/* What others took is not known to 40 ms, for which both threads may have waited. */
static void a_short_cell_is_not_judged_by_ticks(void **state) {
    struct subject *s = *state;
    struct interference *seen = &s->execution.interference;
    seen->wall_s = 0.1;
    seen->cpu_s = 0.2;
    seen->tasks_s = 0.125;
    set(s, "usage", "user_s", json_real(0.125));
    set(s, "usage", "system_s", json_real(0));
    is(s, "held-back", "ok");
    seen->tasks_s = 0.11;
    set(s, "usage", "user_s", json_real(0.11));
    is(s, "held-back", "failed");
}

/* The other threads sleep at the barrier meanwhile. */
static void waiting_for_one_that_others_hold_up_is_no_standing_still(void **state) {
    struct subject *s = *state;
    s->execution.interference.tasks_s = 16;
    s->execution.interference.waiting_s[PRESSURE_CPU] = 4;
    set(s, "usage", "user_s", json_real(12));
    set(s, "usage", "system_s", json_real(0));
    is(s, "held-back", "ok");
    s->execution.interference.waiting_s[PRESSURE_CPU] = NAN; /* no PSI */
    is(s, "held-back", "ok");
    s->execution.interference.waiting_s[PRESSURE_CPU] = 0; /* they took what it did not want */
    is(s, "held-back", "failed");
    s->execution.interference.waiting_s[PRESSURE_CPU] = 4;
    is(s, "foreign-cpu", "warned");
    s->execution.interference.tasks_s = 12;
    s->execution.interference.steal_s = 4;
    is(s, "held-back", "ok");
    s->execution.interference.steal_s = 0;
    is(s, "held-back", "failed");
}

static void swapping_fails(void **state) {
    struct subject *s = *state;
    s->execution.interference.swapped_pages = 2500;
    is(s, "swap", "ok");
    s->execution.interference.swapped_pages = 2600;
    is(s, "swap", "failed");
    s->execution.interference.swapped_pages = NAN;
    is(s, "swap", "unobservable");
}

static void waiting_for_pages_fails(void **state) {
    struct subject *s = *state;
    set(s, "usage", "major_faults", json_integer(99));
    is(s, "major-faults", "ok");
    set(s, "usage", "major_faults", json_integer(101));
    is(s, "major-faults", "failed");
    set(s, "usage", "wall_s", json_real(20)); /* with its waiting for slices */
    is(s, "major-faults", "failed");
    set(s, "usage", "major_faults", json_integer(0));
    s->peer_kernel = json_loads("{\"usage\": {\"wall_s\": 10.0, \"major_faults\": 101}}", 0, NULL);
    is(s, "major-faults", "failed");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_quiet, unmake)
    const struct CMUnitTest tests[] = {
        TEST(a_quiet_host_is_ok),
        TEST(warming_is_neither_of_others_nor_standing_still),
        TEST(interrupts_hold_up),
        TEST(who_waits_sleeps),
        TEST(nothing_told_is_unobservable),
        TEST(stolen_time_warns),
        TEST(ticks_do_not_warn),
        TEST(others_on_the_cpus_warn),
        TEST(a_guest_works_within_qemu),
        TEST(storage_is_not_blamed_for_its_own_work),
        TEST(starts_are_not_blamed_for_what_they_start),
        TEST(beside_its_peer_nobody_can_tell),
        TEST(waiting_tasks_warn),
        TEST(standing_still_for_no_reason_fails),
        TEST(a_short_cell_is_not_judged_by_ticks),
        TEST(waiting_for_one_that_others_hold_up_is_no_standing_still),
        TEST(swapping_fails),
        TEST(waiting_for_pages_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
