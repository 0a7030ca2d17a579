/* test_cgroup.c - limits of control groups from archived trees of both versions, and of containers'
 * namespaces from made-up ones. */
#include "common/cgroup.h"
#include "scratch_tree.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const uint64_t mib = 1 << 20;

static struct cgroup of(const char *root) {
    struct cgroup cgroup;
    cgroup_read(root, &cgroup);
    return cgroup;
}

static void a_group_above_limits_v2(void **state) {
    (void)state;
    struct cgroup c = of("tests/unit/data/cgroup-v2");
    assert_true(c.memory_known && c.cpu_known);
    assert_int_equal(c.memory_limit, 1024 * mib);
    assert_int_equal(c.memory_left, (1024 - (600 - 100 - 50 - 10)) * mib);
    assert_string_equal(c.memory_source.text, "/system.slice/slurmstepd.scope/job_7/memory.max");
    assert_int_equal(c.swap_limit, 0);
    assert_float_equal(c.cpu_quota, 1.5, 1e-9);
    assert_string_equal(c.cpu_source.text, "/system.slice/slurmstepd.scope/job_7/cpu.max");
}

static void memory_and_swap_limit_v1_together(void **state) {
    (void)state;
    struct cgroup c = of("tests/unit/data/cgroup-v1");
    assert_true(c.memory_known && c.cpu_known);
    assert_int_equal(c.memory_limit, 1536 * mib);
    assert_int_equal(c.memory_left, (1536 - (800 - 200)) * mib);
    assert_string_equal(c.memory_source.text, "/slurm/uid_1000/job_7/memory.memsw.limit_in_bytes");
    assert_true(c.swap_limit == UINT64_MAX);
    assert_float_equal(c.cpu_quota, 0.5, 1e-9);
    assert_string_equal(c.cpu_source.text, "/slurm/uid_1000/job_7/cpu.cfs_quota_us");
}

static void nothing_left_is_not_unknown(void **state) {
    (void)state;
    struct cgroup c = of("tests/unit/data/cgroup-hybrid");
    assert_true(c.memory_known);
    assert_int_equal(c.memory_left, 0);
    assert_int_equal(c.memory_limit, 1024 * mib);
    assert_true(isinf(c.cpu_quota));
}

static void without_a_tree_nothing_is_known(void **state) {
    (void)state;
    struct cgroup c = of("tests/unit/data/no-such-tree");
    assert_false(c.memory_known || c.cpu_known);
    assert_true(c.memory_left == UINT64_MAX && isinf(c.cpu_quota));
    assert_int_equal(oom_kills("tests/unit/data/no-such-tree"), -1);
    assert_int_equal(oom_kills("tests/unit/data/cgroup-v2"), 3);
}

/* A v2 tree whose process is in `path` and whose mount shows what is below `mounted`. */
static struct cgroup in_namespace(const char *path, const char *mounted) {
    char text[256];
    snprintf(text, sizeof text, "0::%s\n", path);
    tree_write("proc/self/cgroup", text);
    snprintf(text, sizeof text, "30 24 0:26 %s /sys/fs/cgroup ro - cgroup2 cgroup rw\n", mounted);
    tree_write("proc/self/mountinfo", text);
    tree_write("sys/fs/cgroup/memory.max", "1048576\n");
    tree_write("sys/fs/cgroup/memory.current", "4096\n");
    tree_write("sys/fs/cgroup/cpu.max", "50000 100000\n");
    tree_write("sys/fs/cgroup/pod/memory.max", "max\n");
    tree_write("sys/memory.max", "8192\n"); /* beside the mount: nobody's limit */
    tree_write("sys/fs/other/memory.max", "8192\n");
    return of(scratch);
}

static void a_container_sees_its_own_limit(void **state) {
    (void)state;
    static const char *const places[][2] = {
        {"/", "/"},                     /* a namespace of its own */
        {"/pod", "/"},                  /* a group below it */
        {"/docker/abc", "/docker/abc"}, /* the host's names, mounted from there */
        {"/", "/.."},                   /* the host's mount, seen from a namespace */
        {"/pod", "/../.."},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct cgroup c = in_namespace(places[i][0], places[i][1]);
        assert_true(c.memory_known && c.cpu_known);
        assert_int_equal(c.memory_left, mib - 4096);
        assert_float_equal(c.cpu_quota, 0.5, 1e-9);
    }
}

static void what_is_not_ours_says_nothing(void **state) {
    (void)state;
    static const char *const places[][2] = {
        {"/../other", "/"}, /* the process was moved out of its namespace's root */
        {"/docker/abc", "/docker/ab"},
        {"/pod", "/docker"},
        {"/", "/../other"},
        {"/gone", "/"},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct cgroup c = in_namespace(places[i][0], places[i][1]);
        assert_false(c.memory_known || c.cpu_known);
        assert_true(c.memory_left == UINT64_MAX);
    }
}

/* Groups of v1 that know nothing of those below them do not limit these either. */
static void no_hierarchy_no_limit(void **state) {
    (void)state;
    tree_write("proc/self/cgroup", "4:memory:/a/b\n");
    tree_write("proc/self/mountinfo", "35 31 0:32 / /cg rw,relatime - cgroup cgroup rw,memory\n");
    tree_write("cg/a/memory.limit_in_bytes", "4096\n");
    tree_write("cg/a/memory.use_hierarchy", "0\n");
    tree_write("cg/a/b/memory.limit_in_bytes", "1048576\n");
    tree_write("cg/a/b/memory.use_hierarchy", "0\n");
    tree_write("cg/a/b/memory.usage_in_bytes", "0\n");
    assert_int_equal(of(scratch).memory_left, mib);
    tree_write("cg/a/memory.use_hierarchy", "1\n");
    assert_int_equal(of(scratch).memory_left, 4096);
    /* What a container does not see of the groups above, its own group's statistics tell. */
    tree_write("cg/a/b/memory.stat", "hierarchical_memory_limit 2048\n");
    assert_int_equal(of(scratch).memory_left, 2048);
}

int main(void) {
#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_above_limits_v2),
        cmocka_unit_test(memory_and_swap_limit_v1_together),
        cmocka_unit_test(nothing_left_is_not_unknown),
        cmocka_unit_test(without_a_tree_nothing_is_known),
        IN_SCRATCH(a_container_sees_its_own_limit),
        IN_SCRATCH(what_is_not_ours_says_nothing),
        IN_SCRATCH(no_hierarchy_no_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
