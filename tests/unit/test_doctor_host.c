/* test_doctor_host.c - what doctor says of machines that are made up: differing governors, control
 * groups with limits, no /sys. */
#include "common/memory.h"
#include "environments/container_engine.h"
#include "scratch_tree.h"
#include "verbs/doctor.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const uint64_t gib = 1 << 30;

static void governor(int cpu, const char *name) {
    char path[96];
    snprintf(path, sizeof path, "sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
    tree_write(path, name);
}

static void assert_diagnosis(const struct diagnosis *found, enum health health, const char *value) {
    assert_string_equal(found->value, value);
    assert_string_equal(health_names[found->health], health_names[health]);
}

static void every_cpu_has_its_governor(void **state) {
    (void)state;
    struct diagnosis found = {0};
    tree_write("sys/devices/system/cpu/online", "0-3\n");
    for (int cpu = 0; cpu < 4; cpu++)
        governor(cpu, "performance\n");
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_OK, "performance");
    governor(1, "powersave\n");
    governor(3, "powersave\n");
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_WARN, "performance on CPUs 0,2, powersave on CPUs 1,3");
    assert_string_equal(found.mend, "cpupower frequency-set -g performance");
    for (int cpu = 0; cpu < 4; cpu++)
        governor(cpu, "schedutil\n");
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_WARN, "schedutil");
}

static void some_cpus_may_have_none(void **state) {
    (void)state;
    struct diagnosis found = {0};
    tree_write("sys/devices/system/cpu/online", "0-1\n");
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_UNOBSERVABLE, "no frequency scaling to see (a VM?)");
    governor(0, "performance\n");
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_WARN, "performance on CPUs 0, none on CPUs 1");
}

static void a_missing_sys_is_said(void **state) {
    (void)state;
    struct diagnosis found = {0};
    doctor_governor_of(scratch, &found);
    assert_diagnosis(&found, HEALTH_UNOBSERVABLE, "not told: no CPUs below /sys");
    doctor_kernel_files_of(scratch, &found);
    assert_int_equal(found.health, HEALTH_FAIL);
    assert_string_equal(found.mend, "mount -t sysfs sysfs /sys");
    doctor_kernel_files_of("", &found);
    assert_int_equal(found.health, HEALTH_OK);
}

static void limits_of_groups_are_named(void **state) {
    (void)state;
    struct diagnosis found = {0};
    doctor_memory_of(gib / 2, "tests/unit/data/cgroup-v2", &found);
    assert_diagnosis(&found, HEALTH_FAIL,
                     "512M available, of 1G that /system.slice/slurmstepd.scope/job_7/memory.max "
                     "allows, with none of swap; a guest needs 2G");
    assert_string_equal(found.mend, "raise that limit, or run outside of the group");
    doctor_memory_of(4 * gib, "tests/unit/data/no-such-tree", &found);
    assert_diagnosis(&found, HEALTH_OK, "4G available");
    doctor_memory_of(0, "tests/unit/data/no-such-tree", &found);
    assert_diagnosis(&found, HEALTH_FAIL, "0 available; a guest needs 2G");
    doctor_memory_of(MEMORY_UNTOLD, "tests/unit/data/no-such-tree", &found);
    assert_diagnosis(&found, HEALTH_UNOBSERVABLE, "not told");
}

static void a_cpu_quota_is_a_warning(void **state) {
    (void)state;
    struct diagnosis found = {0};
    doctor_cpu_quota_of("tests/unit/data/cgroup-v1", &found);
    assert_diagnosis(&found, HEALTH_WARN,
                     "/slurm/uid_1000/job_7/cpu.cfs_quota_us allows 0.5 CPUs: what needs more is "
                     "stopped again and again");
    doctor_cpu_quota_of("tests/unit/data/no-such-tree", &found);
    assert_diagnosis(&found, HEALTH_UNOBSERVABLE, "no control group can be seen");
}

static bool silent(char version[64], struct error *err) {
    (void)version, (void)err;
    return false;
}

static int missing(struct error *err) {
    return error_unavailable(err, "it is not installed; install it");
}

static void a_missing_engine_fails_where_figures_need_it(void **state) {
    (void)state;
    struct container_engine engine = {.answers = silent, .probe = missing};
    struct diagnosis found = {0};
    doctor_engine(&engine, &found);
    assert_diagnosis(&found, HEALTH_FAIL, "it is not installed");
    engine.optional = true;
    doctor_engine(&engine, &found);
    assert_diagnosis(&found, HEALTH_WARN, "it is not installed");
    assert_string_equal(found.mend, "install it");
}

int main(void) {
#define IN_SCRATCH(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(every_cpu_has_its_governor),
        IN_SCRATCH(some_cpus_may_have_none),
        IN_SCRATCH(a_missing_sys_is_said),
        cmocka_unit_test(limits_of_groups_are_named),
        cmocka_unit_test(a_cpu_quota_is_a_warning),
        cmocka_unit_test(a_missing_engine_fails_where_figures_need_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
