/* test_crowd.c - what a crowd's parameters ask for, whether there is memory for it, what its
 * members say, and what becomes of it in the record. */
#include "base/words.h"
#include "common/cleanup.h"
#include "environments/crowd_seen.h"
#include "environments/crowd_shape.h"
#include "harness/record.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

static int shape_of(const char *const words[][2], struct crowd_shape *shape, struct error *err) {
    struct parameters parameters = {0};
    for (size_t i = 0; words[i][0]; i++)
        assert_int_equal(parameters_add(&parameters, words[i][0], words[i][1], 0), 0);
    int status = crowd_shape_of(&parameters, shape, err);
    parameters_free(&parameters);
    return status;
}

static void takes_its_parameters(void **state) {
    (void)state;
    struct crowd_shape shape;
    const char *const words[][2] = {{"starts", "20"}, {"at-once", "5"},  {"cache", "cold"},
                                    {"idle", "2s"},   {"memory", "32M"}, {0}};
    assert_int_equal(shape_of(words, &shape, NULL), 0);
    assert_int_equal(shape.starts, 20);
    assert_int_equal(shape.at_once, 5);
    assert_true(shape.cold && shape.idle_s == 2);
    assert_int_equal(shape.memory, 32 << 20);
}

static void refuses_other_parameters(void **state) {
    (void)state;
    struct crowd_shape shape;
    struct error err = {0};
    const char *const none[][2] = {{"starts", "20"}, {0}};
    const char *const many[][2] = {{"starts", "20"}, {"at-once", "257"}, {0}};
    assert_int_equal(shape_of(none, &shape, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_int_equal(shape_of(many, &shape, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
}

static void leaves_the_host_its_memory(void **state) {
    (void)state;
    const struct plan_figure figure = {.guest_memory = 128 << 20};
    const uint64_t room = UINT64_C(4) << 30;
    struct crowd_shape shape = {.at_once = 50};
    struct error err = {0};
    assert_int_equal(crowd_fits(&figure, KIND_PROCESS, &shape, room, &err), 0);
    assert_int_equal(crowd_fits(&figure, KIND_CONTAINER, &shape, room, &err), 0);
    assert_int_equal(crowd_fits(&figure, KIND_REMOTE, &shape, 0, &err), 0);
    char redis[] = "redis";
    const struct plan_figure with_service = {.service = redis};
    assert_int_equal(crowd_fits(&with_service, KIND_CONTAINER, &shape, room, &err), -1);
    assert_int_equal(crowd_fits(&with_service, KIND_PROCESS, &shape, room, &err), 0);
    assert_int_equal(crowd_fits(&figure, KIND_GUEST, &shape, room, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "50 at once would take about"));
    assert_non_null(strstr(err.text, "--set at-once=N"));
    shape.memory = room;
    assert_int_equal(crowd_fits(&figure, KIND_PROCESS, &shape, room, &err), -1);
}

static void hears_its_members(void **state) {
    (void)state;
    const char *argv[] = {"cat", NULL};
    const struct process_spec spec = {.argv = argv};
    struct crowd_member member = {.talk = process_talk_start(&spec, NULL)};
    assert_non_null(member.talk);
    crowd_member_hear("virtax: started soon", 1, &member);
    assert_false(member.started);
    crowd_member_hear("\x1b[0mvirtax: started 12.5\r", 2, &member);
    assert_true(member.started && !member.deaf);
    assert_true(member.own_s == 12.5 && member.seen_s == 2);
    crowd_member_hear("virtax: started 99", 3, &member);
    crowd_member_hear("{\"answer\":1}\r", 4, &member);
    crowd_member_hear("{\"answer\":2}", 5, &member);
    assert_true(member.own_s == 12.5 && member.seen_s == 2 && member.answered_s == 4);
    assert_false(member.ready);
    crowd_member_hear("virtax: ready\r", 6, &member);
    assert_true(member.ready);
    process_talk_end(member.talk, 1, &member.result, NULL);
    process_result_free(&member.result);
}

static void a_slope_of_few_or_untold_is_none(void **state) {
    (void)state;
    const double there[] = {0, 1, 2, 4}, value[] = {10, 13, 16, 22}, untold[] = {0, NAN, 1, 2};
    near(crowd_slope(there, value, 4), 3, 1e-12);
    assert_true(isnan(crowd_slope(there, value, 1)));
    assert_true(isnan(crowd_slope(there, untold, 4)));
}

static json_t *kernel_record(void) {
    return json_loads("{\"schema\":\"virtax-kernel/1\",\"kernel\":\"instance\",\"results\":[],"
                      "\"checks\":[],\"evidence\":{\"binary_sha256\":\"x\",\"environment\":[]}}",
                      0, NULL);
}

/* Of those that were started at 100 s and said so after each of these milliseconds. */
static struct crowd_seen seen_of(const double *own_s, const double *ms, size_t count) {
    struct crowd_seen seen = {.record = kernel_record()};
    struct crowd_member member[8] = {0};
    struct crowd_group group = {.member = member, .count = count};
    for (size_t i = 0; i < count; i++) {
        member[i] = (struct crowd_member){.command_s = 100,
                                          .own_s = own_s[i],
                                          .seen_s = 100 + 1e-3 * ms[i],
                                          .answered_s = 100 + 2e-3 * ms[i]};
        member[i].result.out =
            (char *)"{\"answer\":1}\n{\"schema\":\"virtax-kernel/1\",\"checks\":[],"
                    "\"evidence\":{\"binary_sha256\":\"x\",\"environment\":[]}}\r\n";
    }
    assert_int_equal(crowd_seen_started(&group, &seen, NULL), 0);
    assert_int_equal(crowd_seen_ended(&group, &seen, NULL), 0);
    return seen;
}

static double value_of(const json_t *record, const char *x) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (strcmp(json_string_value(json_object_get(result, "x")), x) == 0)
            return json_number_value(json_object_get(result, "value"));
    }
    return NAN;
}

static void takes_the_kernels_word_by_one_clock(void **state) {
    (void)state;
    const double own_s[] = {100.010, 100.030, 100.020}, ms[] = {11, 31, 21};
    struct crowd_seen seen = seen_of(own_s, ms, 3);
    cleanup_json json_t *record = crowd_record(&seen, 3, 0.3, NULL);
    assert_true(seen.same_clock);
    near(value_of(record, "started-p50"), 20, 1e-6);
    near(value_of(record, "started-mean"), 20, 1e-6);
    near(value_of(record, "started-max"), 30, 1e-6);
    near(value_of(record, "answered-min"), 22, 1e-6);
    near(value_of(record, "per-start"), 100, 1e-6);
    assert_true(isnan(value_of(record, "started-p90")));
    assert_true(isnan(value_of(record, "own-kernel-p50")));
    assert_int_equal(record_status(record), STATUS_OK);
    crowd_seen_free(&seen);
}

static void takes_arrivals_by_two_clocks(void **state) {
    (void)state;
    const double own_s[] = {100.010, 1.5, 1.5}, ms[] = {11, 31, 21};
    struct crowd_seen seen = seen_of(own_s, ms, 3);
    cleanup_json json_t *record = crowd_record(&seen, 3, NAN, NULL);
    assert_false(seen.same_clock);
    near(value_of(record, "started-p50"), 21, 1e-6);
    near(value_of(record, "own-kernel-p50"), 1500, 1e-6);
    assert_true(isnan(value_of(record, "per-start")));
    crowd_seen_free(&seen);
}

static void one_that_is_missing_fails_the_check(void **state) {
    (void)state;
    const double own_s[] = {100.010}, ms[] = {11};
    struct crowd_seen seen = seen_of(own_s, ms, 1);
    cleanup_json json_t *record = crowd_record(&seen, 2, NAN, NULL);
    assert_int_equal(record_status(record), STATUS_FAILED);
    crowd_seen_free(&seen);
}

static void another_binary_fails_the_check(void **state) {
    (void)state;
    const double own_s[] = {100.010}, ms[] = {11};
    struct crowd_seen seen = seen_of(own_s, ms, 1);
    struct crowd_member member = {0};
    struct crowd_group group = {.member = &member, .count = 1};
    member.result.out = (char *)"{\"schema\":\"virtax-kernel/1\",\"checks\":[],\"evidence\":{"
                                "\"binary_sha256\":\"y\",\"environment\":[]}}";
    assert_int_equal(crowd_seen_ended(&group, &seen, NULL), 0);
    assert_int_equal(seen.ended, 1);
    assert_non_null(strstr(seen.wrong, "binary"));
    crowd_seen_free(&seen);
}

static void what_is_held_is_a_slope_from_the_first_on(void **state) {
    (void)state;
    const double mib = 1 << 20;
    struct crowd_seen seen = {.record = kernel_record(), .steps = 4, .image_bytes = 20 * mib};
    for (size_t i = 0; i < 4; i++)
        seen.held[i] =
            (struct crowd_held){.there = i,
                                .available_bytes = (1000 - 5 * (double)i) * mib,
                                .processes_bytes = i > 0 ? (30 + 3 * (double)i) * mib : 0,
                                .cpu_share = 0.001 * (double)i,
                                .disk_free_bytes = (500 - 2 * (double)i) * mib};
    cleanup_json json_t *record = crowd_record(&seen, 0, NAN, NULL);
    near(value_of(record, "available"), 5, 1e-9);
    near(value_of(record, "processes"), 3, 1e-9);
    near(value_of(record, "idle"), 1, 1e-9);
    near(value_of(record, "instance"), 2, 1e-9);
    near(value_of(record, "image"), 20, 1e-9);
    crowd_seen_free(&seen);
}

static void a_disk_that_nobody_tells_of_is_no_result(void **state) {
    (void)state;
    struct crowd_seen seen = {.record = kernel_record(), .steps = 3, .image_bytes = NAN};
    for (size_t i = 0; i < 3; i++)
        seen.held[i] = (struct crowd_held){.there = i, .disk_free_bytes = NAN};
    cleanup_json json_t *record = crowd_record(&seen, 0, NAN, NULL);
    assert_true(isnan(value_of(record, "instance")) && isnan(value_of(record, "image")));
    near(value_of(record, "available"), 0, 1e-9);
    const json_t *steps = json_object_get(json_object_get(record, "evidence"), "steps");
    assert_true(json_is_null(json_object_get(json_array_get(steps, 2), "disk_MiB")));
    crowd_seen_free(&seen);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_its_parameters),
        cmocka_unit_test(refuses_other_parameters),
        cmocka_unit_test(leaves_the_host_its_memory),
        cmocka_unit_test(hears_its_members),
        cmocka_unit_test(a_slope_of_few_or_untold_is_none),
        cmocka_unit_test(takes_the_kernels_word_by_one_clock),
        cmocka_unit_test(takes_arrivals_by_two_clocks),
        cmocka_unit_test(one_that_is_missing_fails_the_check),
        cmocka_unit_test(another_binary_fails_the_check),
        cmocka_unit_test(what_is_held_is_a_slope_from_the_first_on),
        cmocka_unit_test(a_disk_that_nobody_tells_of_is_no_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
