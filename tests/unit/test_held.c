/* test_held.c - which processes of made-up /proc trees belong to whom, and what they hold. */
#include "base/held.h"
#include "common/cleanup.h"
#include "scratch_tree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"

enum { SELF = 4000100 }; /* beyond what a machine numbers its processes with */

static void process(int pid, int parent, const char *kib) {
    char path[64], text[128];
    snprintf(path, sizeof path, "proc/%d/stat", pid);
    snprintf(text, sizeof text, "%d (a (b) c) S %d 1 1 0 -1\n", pid, parent);
    tree_write(path, text);
    if (!kib)
        return;
    snprintf(path, sizeof path, "proc/%d/smaps_rollup", pid);
    snprintf(text, sizeof text,
             "0-1 ---p 0 0:0 0 [rollup]\nRss: 9 kB\nPss: %s kB\nPss_Dirty: 1 kB\n", kib);
    tree_write(path, text);
}

/* Init, a shell of somebody else, virtax and its private daemon. */
static int before_tree(void **state) {
    if (scratch_make(state) < 0)
        return -1;
    process(1, 0, "100");
    process(4000050, 1, "100");
    process(SELF, 4000050, "100");
    process(SELF + 1, SELF, "100");
    tree_write("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    2048 kB\n");
    return 0;
}

static void since(struct held *held) {
    process(4000208, SELF, "64000");
    struct held_before before;
    struct error err = {0};
    assert_int_equal(held_note(scratch, &before, &err), 0);
    process(4000200, SELF, "1000");     /* a client of ours */
    process(4000201, SELF + 1, "2000"); /* of the daemon that is ours */
    process(4000202, 1, "4000");        /* a shim, which went to init */
    process(4000203, 4000202, "8000");  /* the container below it */
    process(4000204, 4000050, "16000"); /* what somebody else started */
    process(4000205, 4000204, "32000"); /* and its child */
    if (held_since(scratch, SELF, &before, held, &err) < 0)
        fail_msg("%s", err.text);
    held_free(&before);
}

static void counts_what_belongs_and_is_new(void **state) {
    (void)state;
    struct held held;
    since(&held);
    assert_int_equal(held.processes, 4);
    assert_true(held.pss_bytes == 15000 * 1024.0);
    held_clear(&held);
}

static void what_cannot_be_read_is_not_told(void **state) {
    (void)state;
    process(4000206, SELF, "1");
    struct held_before before = {0};
    struct held held;
    process(4000207, 4000206, NULL);
    assert_int_equal(held_since(scratch, SELF, &before, &held, NULL), 0);
    assert_true(isnan(held.pss_bytes));
    held_clear(&held);
}

static void one_that_has_ended_holds_nothing(void **state) {
    (void)state;
    struct held_before before;
    struct held held;
    assert_int_equal(held_note(scratch, &before, NULL), 0);
    tree_write("proc/4000300/stat", "4000300 (a) Z 4000100 1 1 0 -1\n");
    assert_int_equal(held_since(scratch, SELF, &before, &held, NULL), 0);
    assert_int_equal(held.processes, 0);
    assert_true(held.pss_bytes == 0);
    held_clear(&held);
    held_free(&before);
}

static void counts_cpu_time_of_those_that_are_there_later(void **state) {
    (void)state;
    struct held_task before[] = {{1, 5}, {2, 7}}, after[] = {{2, 8}, {3, 0.5}};
    const struct held first = {.processes = 2, .task = before},
                      later = {.processes = 2, .task = after};
    assert_true(held_cpu_between(&first, &later) == 1.5);
}

static void started(int pid, const char *name, int ticks) {
    char path[64], text[128];
    snprintf(path, sizeof path, "proc/%d/stat", pid);
    snprintf(text, sizeof text, "%d (%s) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n", pid,
             name, ticks);
    tree_write(path, text);
    snprintf(path, sizeof path, "proc/%d/comm", pid);
    snprintf(text, sizeof text, "%s\n", name);
    tree_write(path, text);
}

static void tells_who_came_when(void **state) {
    (void)state;
    struct held_task tasks[] = {{4000302, 0}, {4000301, 0}, {4000399, 0}};
    const struct held held = {.processes = 3, .task = tasks};
    long second = sysconf(_SC_CLK_TCK);
    started(4000301, "a shim (x)", (int)(50 * second));
    started(4000302, "kernel", (int)(50 * second + second / 2));
    cleanup_json json_t *came = held_came(scratch, &held, 50);
    assert_int_equal(json_array_size(came), 2);
    const json_t *first = json_array_get(came, 0), *last = json_array_get(came, 1);
    assert_string_equal(json_string_value(json_object_get(first, "name")), "a shim (x)");
    assert_string_equal(json_string_value(json_object_get(last, "name")), "kernel");
    near(json_number_value(json_object_get(last, "after_ms")) -
             json_number_value(json_object_get(first, "after_ms")),
         500, 1e-6);
}

/* Free pages that CPUs keep for themselves are in no line of meminfo. */
static void reads_what_is_available(void **state) {
    (void)state;
    double bytes;
    struct error err = {0};
    tree_write("proc/zoneinfo",
               "Node 0, zone   Normal\n  pages free     100\n  pagesets\n    cpu: 0\n"
               "              count:    3\n              high:     9\n"
               "    cpu: 1\n              count:    4\n");
    assert_int_equal(held_available(scratch, &bytes, &err), 0);
    assert_true(bytes == 2048 * 1024.0 + 7.0 * (double)sysconf(_SC_PAGESIZE));
    tree_write("proc/meminfo", "MemTotal: 9 kB\n");
    assert_int_equal(held_available(scratch, &bytes, &err), -1);
    assert_non_null(strstr(err.text, "MemAvailable"));
}

static void no_proc_is_an_error(void **state) {
    (void)state;
    struct held_before before;
    struct error err = {0};
    assert_int_equal(held_note("/nowhere", &before, &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/proc"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(counts_what_belongs_and_is_new, before_tree,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_told, before_tree,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(one_that_has_ended_holds_nothing, before_tree,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(reads_what_is_available, before_tree, scratch_remove),
        cmocka_unit_test(counts_cpu_time_of_those_that_are_there_later),
        cmocka_unit_test_setup_teardown(tells_who_came_when, scratch_make, scratch_remove),
        cmocka_unit_test(no_proc_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
