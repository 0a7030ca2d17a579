/* test_linpack_blas.c - what OpenBLAS may see of the environment, which cores can run, and that its
 * threads are pinned. */
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "linpack/blas_core.h"
#include "linpack/blas_start.h"
#include "linpack/openblas.h"
#include "linpack/thread_cpus.h"

#include "common/cleanup.h"
#include "harness/threads.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static void steering_variables_are_known(void **state) {
    (void)state;
    static const char *const steer[] = {"OPENBLAS_CORETYPE=Haswell", "GOTO_NUM_THREADS=1",
                                        "OMP_NUM_THREADS=1", "MKL_VERBOSE=1", "OPENBLAS_="};
    static const char *const harmless[] = {"PATH=/bin", "HOME=/", "OPENBLA=1",
                                           "XOMP_X=1",  "OMP",    ""};
    for (size_t i = 0; i < sizeof steer / sizeof *steer; i++)
        assert_true(blas_start_steers(steer[i]));
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        assert_false(blas_start_steers(harmless[i]));
}

/* Of other processors than x86-64 none is listed: OpenBLAS's own choice stays. */
static void needs_listed_cores(void) {
    if (!blas_core_names[BLAS_CORE_AUTO + 1])
        skip();
}

static int core_named(const char *name) {
    for (int i = BLAS_CORE_AUTO + 1; blas_core_names[i]; i++) {
        if (strcasecmp(blas_core_names[i], name) == 0)
            return i;
    }
    fail_msg("%s is not in the table", name);
    return -1;
}

static void openblas_own_choice_stays(void **state) {
    (void)state;
    needs_listed_cores();
    bool replaced = true;
    const char *own = openblas_get_corename();
    assert_string_equal(blas_core_names[BLAS_CORE_AUTO], "auto");
    assert_true(blas_core_runs(BLAS_CORE_AUTO));
    assert_true(blas_core_runs(core_named(own)));
    assert_int_equal(blas_core_choose(BLAS_CORE_AUTO, &replaced, NULL), 0);
    assert_false(replaced);
    assert_string_equal(openblas_get_corename(), own);
}

/* Each core that can run here multiplies and leaves no trace in the environment; the others are
 * refused. */
static void cores_are_used_or_refused(void **state) {
    (void)state;
    needs_listed_cores();
    unsigned used = 0;
    for (int core = BLAS_CORE_AUTO + 1; blas_core_names[core]; core++) {
        struct error err = {0};
        bool replaced;
        if (blas_core_choose(core, &replaced, &err) < 0) {
            assert_int_equal(err.status, STATUS_UNAVAILABLE);
            assert_non_null(strstr(err.text, blas_core_names[core]));
            continue;
        }
        assert_true(blas_core_runs(core));
        assert_int_equal(strcasecmp(openblas_get_corename(), blas_core_names[core]), 0);
        assert_null(getenv("OPENBLAS_CORETYPE"));
        const int two = 2;
        const double one = 1, a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8};
        double c[] = {0, 0, 0, 0};
        dgemm_("N", "N", &two, &two, &two, &one, a, &two, b, &two, &one, c, &two);
        assert_true(c[0] == 23 && c[1] == 34 && c[2] == 31 && c[3] == 46);
        used++;
    }
    assert_true(used > 0);
}

/* What OpenBLAS does on QEMU's default CPU model. */
static void a_choice_that_cannot_run_is_replaced(void **state) {
    (void)state;
    needs_listed_cores();
    bool replaced = false;
    if (blas_core_runs(core_named("Opteron_SSE3")))
        skip();
    setenv("OPENBLAS_CORETYPE", "Opteron_SSE3", 1);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv("OPENBLAS_CORETYPE");
    assert_string_equal(openblas_get_corename(), "Opteron_SSE3");
    assert_int_equal(blas_core_choose(BLAS_CORE_AUTO, &replaced, NULL), 0);
    assert_true(replaced);
    assert_string_equal(openblas_get_corename(), "Prescott");
}

/* The CPUs of each thread of this process, which are those of the pool. */
static unsigned task_cpus(struct cpu_set *all) {
    unsigned count = 0;
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    cpu_set_clear(all);
    for (struct dirent *task; (task = readdir(tasks));) {
        if (task->d_name[0] == '.')
            continue;
        struct cpu_set cpus;
        assert_int_equal(cpu_set_of_thread((pid_t)atoi(task->d_name), &cpus), 0);
        assert_int_equal(cpu_set_count(&cpus), 1);
        cpu_set_or(all, all, &cpus);
        count++;
    }
    closedir(tasks);
    return count;
}

static void pool_threads_are_pinned(void **state) {
    (void)state;
    struct cpu_set cpus, used;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    unsigned threads = (unsigned)cpu_set_count(&cpus) + 1;
    assert_true(threads <= blas_start_most_threads());
    assert_int_equal(blas_start_pool(&cpus, threads, NULL), 0);
    assert_int_equal(openblas_get_num_threads(), threads);
    assert_int_equal(task_cpus(&used), threads);
    assert_true(cpu_set_equal(&used, &cpus));
    assert_int_equal(cpu_set_pin(0, &cpus), 0);
}

static void a_team_tells_its_cpus(void **state) {
    (void)state;
    struct team team;
    struct cpu_set cpus, used;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    unsigned threads = (unsigned)cpu_set_count(&cpus) + 1;
    assert_int_equal(team_init(&team, threads, &cpus, NULL), 0);
    cleanup_json json_t *list = thread_cpus(&team, &used, NULL);
    assert_int_equal(json_array_size(list), threads);
    assert_true(cpu_set_equal(&used, &cpus));
    char first[16];
    snprintf(first, sizeof first, "%d", cpulist_nth(&cpus, 0));
    assert_string_equal(json_string_value(json_array_get(list, 0)), first);
    assert_string_equal(json_string_value(json_array_get(list, threads - 1)), first);
    for (unsigned i = 0; i < threads; i++)
        assert_null(strpbrk(json_string_value(json_array_get(list, i)), "-,"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steering_variables_are_known),
        cmocka_unit_test(openblas_own_choice_stays),
        cmocka_unit_test(cores_are_used_or_refused),
        cmocka_unit_test(a_choice_that_cannot_run_is_replaced),
        cmocka_unit_test(pool_threads_are_pinned),
        cmocka_unit_test(a_team_tells_its_cpus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
