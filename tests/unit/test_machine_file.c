/* test_machine_file.c - what machine.json keeps of a host and of environments that changed. */
#include "measure/machine_file.h"

#include "base/jsonfile.h"
#include "common/cleanup.h"
#include "measure/changes.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct plan plan;
static struct progress progress;

static bool has(const json_t *texts, const char *wanted) {
    size_t i;
    json_t *text;
    json_array_foreach((json_t *)texts, i, text) {
        if (strcmp(json_string_value(text), wanted) == 0)
            return true;
    }
    return false;
}

static json_t *texts_of(json_t *changes) {
    json_t *texts = json_array();
    size_t i;
    json_t *change;
    json_array_foreach(changes, i, change) {
        json_array_append_new(texts, change_text(change));
    }
    json_decref(changes);
    return texts;
}

static void old_and_new_values_are_told(void **state) {
    (void)state;
    cleanup_json json_t *before = json_pack("{s:s,s:s,s:i,s:f,s:s}", "clocksource", "tsc", "thp",
                                            "always", "cpus", 4, "load1", 0.1, "governor", "x");
    cleanup_json json_t *after = json_pack("{s:s,s:s,s:i,s:f,s:s}", "clocksource", "hpet", "thp",
                                           "always", "cpus", 8, "load1", 9.0, "smt", "on");
    cleanup_json json_t *texts = texts_of(machine_changes(before, after));
    assert_int_equal(json_array_size(texts), 4);
    assert_true(has(texts, "clocksource: tsc before, hpet after"));
    assert_true(has(texts, "cpus: 4 before, 8 after"));
    assert_true(has(texts, "governor: x before, not told after"));
    assert_true(has(texts, "smt: not told before, on after"));
}

static void long_values_are_cut_between_characters(void **state) {
    (void)state;
    char flags[256] = "";
    for (int i = 0; i < 99; i++)
        strcat(flags, "f");
    strcat(flags, "ä and much more");
    cleanup_json json_t *before = json_pack("{s:s}", "cpu_flags", flags);
    cleanup_json json_t *after = json_pack("{s:s}", "cpu_flags", "fpu");
    cleanup_json json_t *changes = machine_changes(before, after);
    const json_t *shown = json_object_get(json_array_get(changes, 0), "before");
    assert_int_equal(strlen(json_string_value(shown)), 99 + strlen("..."));
}

static json_t *environments(const char *docker, const char *port) {
    return json_pack("{s:{s:s},s:{s:s,s:[s]}}", "docker", "version", docker, "kvm", "image", "abc",
                     "qemu_argv", port);
}

static json_t *session(const json_t *up) {
    struct error err = {.text = ""};
    if (machine_file_before(scratch, &plan, &progress, &err) < 0 ||
        machine_file_after(scratch, up, NULL, &progress, &err) < 0)
        fail_msg("%s", err.text);
    json_t *document = json_read_file(scratch_path("machine.json"), &err);
    assert_non_null(document);
    return document;
}

static void environments_of_each_session_are_kept(void **state) {
    (void)state;
    cleanup_json json_t *one = environments("20.10", "2222"), *same = environments("20.10", "2223");
    cleanup_json json_t *other = environments("25.0", "2224"), *none = json_object();
    cleanup_json json_t *first = session(one);
    assert_true(json_equal(json_object_get(first, "environments"), one));
    cleanup_json json_t *second = session(same);
    assert_null(json_object_get(second, "earlier_environments"));
    assert_int_equal(json_array_size(json_object_get(second, "changed")), 0);
    cleanup_json json_t *third = session(other);
    assert_true(json_equal(json_object_get(third, "environments"), other));
    const json_t *earlier = json_object_get(third, "earlier_environments");
    assert_int_equal(json_array_size(earlier), 1);
    assert_true(json_equal(json_array_get(earlier, 0), same));
    assert_true(
        has(json_object_get(third, "changed"), "docker: version: 20.10 before, 25.0 after"));
    cleanup_json json_t *fourth = session(none); /* nothing was left to measure */
    assert_true(json_equal(json_object_get(fourth, "environments"), other));
    assert_int_equal(json_array_size(json_object_get(fourth, "earlier_environments")), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_and_new_values_are_told),
        cmocka_unit_test(long_values_are_cut_between_characters),
        cmocka_unit_test_setup_teardown(environments_of_each_session_are_kept, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
