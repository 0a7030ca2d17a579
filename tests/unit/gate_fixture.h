/* gate_fixture.h - a cell that passes every gate, for tests to spoil. */
#ifndef VIRTAX_TESTS_GATE_FIXTURE_H
#define VIRTAX_TESTS_GATE_FIXTURE_H

#include "base/array.h"
#include "base/words.h"
#include "measure/gates.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct subject {
    struct plan plan;
    struct execution execution;
    json_t *kernel, *peer_kernel;
};

static int make(void **state) {
    struct subject *s = calloc(1, sizeof *s);
    if (!s)
        return -1;
    array_add(s->plan.figure, s->plan.figure_count);
    s->plan.figure[0].kernel = plan_copy("stream");
    s->plan.figure[0].interleave = INTERLEAVE_CELLS;
    parameters_add(&s->plan.figure[0].parameters, "array-size", "8388608", 0);
    parameters_add(&s->plan.figure[0].parameters, "stores", "temporal", 0);
    *array_add(s->plan.binary, s->plan.binary_count) =
        (struct plan_binary){plan_copy("stream"), plan_copy("abc")};
    *array_add(s->plan.setting, s->plan.setting_count) = (struct plan_setting){
        plan_copy("/sys/kernel/mm/transparent_hugepage/enabled"), plan_copy("madvise")};
    *array_add(s->plan.setting, s->plan.setting_count) = (struct plan_setting){
        plan_copy("/proc/sys/net/ipv4/tcp_congestion_control"), plan_copy("cubic")};
    s->execution = (struct execution){.began = true, .ended = true, .longest_s = 10};
    s->kernel = json_loads(
        "{\"parameters\": {\"array-size\": 8388608, \"stores\": \"temporal\", \"hugepages\": "
        "\"thp\"},"
        " \"checks\": [{\"name\": \"validation\", \"ok\": true}],"
        " \"evidence\": {\"binary_sha256\": \"abc\", \"environment\": [\"HOME\", \"PATH\"],"
        "  \"region_bytes\": 1000, \"huge_bytes\": 1000, \"surroundings\": {"
        "   \"/sys/kernel/mm/transparent_hugepage/enabled\": \"madvise\","
        "   \"/proc/sys/net/ipv4/tcp_congestion_control\": \"bbr\"}},"
        " \"usage\": {\"wall_s\": 10.1}}",
        0, NULL);
    *state = s;
    return gates_declare(&s->plan, NULL) < 0 || !s->kernel ? -1 : 0;
}

static int unmake(void **state) {
    struct subject *s = *state;
    json_decref(s->kernel);
    json_decref(s->peer_kernel);
    json_decref(s->execution.counters);
    json_decref(s->execution.guest);
    plan_free(&s->plan);
    free(s);
    return 0;
}

/* What the gate ends in: its "state" or its "value"; *valid of the whole record. */
static const char *judged(const struct subject *s, const char *gate, const char *key, bool *valid) {
    static char text[256];
    struct gate_subject subject = {.plan = &s->plan,
                                   .figure = &s->plan.figure[0],
                                   .parameters = &s->plan.figure[0].parameters,
                                   .execution = &s->execution,
                                   .kernel = s->kernel,
                                   .peer_kernel = s->peer_kernel};
    json_t *all = gates_judge(&subject, valid);
    const json_t *one;
    size_t i;
    strcpy(text, "no such gate");
    json_array_foreach(all, i, one) {
        if (strcmp(json_string_value(json_object_get(one, "name")), gate) == 0)
            snprintf(text, sizeof text, "%s", json_string_value(json_object_get(one, key)));
    }
    json_decref(all);
    return text;
}

static inline const char *judge(const struct subject *s, const char *gate, bool *valid) {
    return judged(s, gate, "state", valid);
}

static inline void set(struct subject *s, const char *object, const char *key, json_t *value) {
    json_object_set_new(object ? json_object_get(s->kernel, object) : s->kernel, key, value);
}

static inline void fails(struct subject *s, const char *gate) {
    bool valid = true;
    assert_string_equal(judge(s, gate, &valid), "failed");
    assert_false(valid);
}

#endif
