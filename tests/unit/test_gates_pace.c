/* test_gates_pace.c - what changes in the course of a cell warns: speed, values, lost packets. */
#include "gate_fixture.h"

static void is(const struct subject *s, const char *gate, const char *state) {
    bool valid;
    const char *found = judge(s, gate, &valid);
    if (strcmp(found, state) != 0)
        fail_msg("%s is %s, not %s", gate, found, state);
    assert_true(valid);
}

static void nothing_told_is_unobservable(void **state) {
    is(*state, "frequency", "unobservable");
    is(*state, "retransmits", "unobservable");
    is(*state, "drift", "unobservable");
}

static void reference(struct subject *s, double begin, double end) {
    set(s, "evidence", "reference_ghz", json_pack("{s:f,s:f}", "begin", begin, "end", end));
}

static void another_speed_warns(void **state) {
    struct subject *s = *state;
    s->execution.interference.ghz_begin = s->execution.interference.ghz_end = NAN;
    reference(s, 3, 2.8);
    is(s, "frequency", "ok");
    reference(s, 3, 2.6);
    is(s, "frequency", "warned");
    reference(s, 3, 3.4);
    is(s, "frequency", "warned");
    reference(s, 3, 3);
    s->execution.interference.ghz_begin = 3.6;
    s->execution.interference.ghz_end = 3.1;
    is(s, "frequency", "warned");
    s->execution.interference.ghz_end = 3.6;
    is(s, "frequency", "ok");
}

static json_t *side(int segments, int resent) {
    return json_pack("{s:{s:i,s:i}}", "tcp", "segments", segments, "retransmits", resent);
}

static void lost_segments_warn(void **state) {
    struct subject *s = *state;
    set(s, "evidence", "client", side(1000, 9));
    set(s, "evidence", "server", side(1000, 0));
    is(s, "retransmits", "ok");
    set(s, "evidence", "server", side(1000, 11));
    is(s, "retransmits", "warned");
    set(s, "evidence", "server", side(0, 0)); /* it only receives */
    is(s, "retransmits", "ok");
    s->peer_kernel = json_pack("{s:{s:o}}", "evidence", "client", side(1000, 11));
    assert_string_equal(judge(s, "retransmits", &(bool){false}), "warned");
    json_decref(s->peer_kernel);
    s->peer_kernel = NULL;
    set(s, "evidence", "client", json_object()); /* UDP */
    is(s, "retransmits", "unobservable");
}

/* One result of the figure's metric: count values from first to last in a line, each third with a
 * scatter of its own. */
static void samples(struct subject *s, size_t count, double first, double last, double scatter) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        double along = (double)i / (double)(count - 1);
        double off = i % 2 ? scatter : -scatter;
        json_array_append_new(list, json_real(first + along * (last - first) + off));
    }
    set(s, NULL, "results",
        json_pack("[{s:s,s:s,s:[f,f,f]},{s:s,s:s,s:o}]", "metric", "other", "x", "", "samples", 1.0,
                  5.0, 9.0, "metric", "bandwidth", "x", "triad", "samples", list));
}

static void values_that_drift_warn(void **state) {
    struct subject *s = *state;
    s->plan.figure[0].metric = plan_copy("bandwidth");
    samples(s, 30, 100, 104, 0.1);
    is(s, "drift", "ok");
    samples(s, 30, 100, 112, 0.1);
    is(s, "drift", "warned");
    samples(s, 30, 112, 100, 0.1);
    is(s, "drift", "warned");
    samples(s, 8, 100, 200, 0);
    is(s, "drift", "unobservable");
    json_t *result = json_array_get(json_object_get(s->kernel, "results"), 1);
    json_object_set_new(result, "samples",
                        json_loads("[10,10,10,null,1,99,null,12,12,12,null,2]", 0, NULL));
    is(s, "drift", "warned"); /* slices without a value are left out */
}

/* The medians of the thirds differ by more than the limit. */
static void scatter_is_no_drift(void **state) {
    struct subject *s = *state;
    s->plan.figure[0].metric = plan_copy("bandwidth");
    samples(s, 12, 100, 110, 40);
    is(s, "drift", "ok");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
    const struct CMUnitTest tests[] = {
        TEST(nothing_told_is_unobservable), TEST(another_speed_warns), TEST(lost_segments_warn),
        TEST(values_that_drift_warn),       TEST(scatter_is_no_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
