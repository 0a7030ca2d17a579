/* test_linpack_blas.c - what OpenBLAS may see of the environment, which cores can run, and that its
 * threads are pinned. */
#include "linpack/blas_core.h"
#include "linpack/blas_start.h"
#include "linpack/openblas.h"

#include "harness/cleanup.h"
#include "harness/threads.h"

#include <setjmp.h>
#include <stdarg.h>
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

static void the_asked_core_is_the_last_one(void **state) {
    (void)state;
    char *none[] = {"linpack", "--n=5", "--blas-cores=Zen", "--", "--blas-core=Zen"};
    assert_null(blas_start_asked_core(5, none));
    char *joined[] = {"linpack", "--blas-core=Zen", "--n=5", "--blas-core=Haswell"};
    assert_string_equal(blas_start_asked_core(4, joined), "Haswell");
    char *apart[] = {"linpack", "--blas-core", "Zen"};
    assert_string_equal(blas_start_asked_core(3, apart), "Zen");
    assert_null(blas_start_asked_core(2, apart));
}

static int index_of_used_core(void) {
    for (int i = BLAS_CORE_AUTO + 1; blas_core_names[i]; i++) {
        if (strcasecmp(blas_core_names[i], openblas_get_corename()) == 0)
            return i;
    }
    fail_msg("%s is not in the table", openblas_get_corename());
    return -1;
}

static void the_chosen_core_is_known_and_runs(void **state) {
    (void)state;
    int used = index_of_used_core();
    assert_true(blas_core_runs(used));
    assert_int_equal(blas_core_verify(used, blas_core_names[used], NULL), 0);
    assert_string_equal(blas_core_names[BLAS_CORE_AUTO], "auto");
    assert_true(blas_core_runs(BLAS_CORE_AUTO));
    assert_int_equal(blas_core_verify(BLAS_CORE_AUTO, NULL, NULL), 0);
    assert_null(blas_start_core());
}

static void another_core_is_refused(void **state) {
    (void)state;
    int used = index_of_used_core();
    for (int i = BLAS_CORE_AUTO + 1; blas_core_names[i]; i++) {
        struct error err = {0};
        if (i == used)
            continue;
        assert_int_equal(blas_core_verify(i, blas_core_names[i], &err), -1);
        assert_int_equal(err.status, STATUS_UNAVAILABLE);
        assert_non_null(strstr(err.text, openblas_get_corename()));
    }
}

/* The start knows two spellings of the option, main() all. */
static void a_core_that_the_start_missed_is_a_usage_error(void **state) {
    (void)state;
    int used = index_of_used_core();
    struct error err = {0};
    assert_int_equal(blas_core_verify(used, NULL, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_int_equal(blas_core_verify(BLAS_CORE_AUTO, blas_core_names[used], &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
}

/* Every thread of this process is one of the pool, or was before the pool began (the sanitizer's):
 * so the lists are those of the pool, and no list has two CPUs. */
static void pool_threads_are_pinned(void **state) {
    (void)state;
    cpu_set_t cpus, used;
    assert_int_equal(threads_allowed_cpus(&cpus, NULL), 0);
    unsigned threads = (unsigned)CPU_COUNT(&cpus) + 1;
    assert_true(threads <= blas_start_most_threads());
    assert_int_equal(blas_start_pool(&cpus, threads, NULL), 0);
    assert_int_equal(openblas_get_num_threads(), threads);

    cleanup_json json_t *list = blas_start_thread_cpus(&used, NULL);
    assert_int_equal(json_array_size(list), threads);
    assert_true(CPU_EQUAL(&used, &cpus));
    for (unsigned i = 0; i < threads; i++)
        assert_null(strpbrk(json_string_value(json_array_get(list, i)), "-,"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steering_variables_are_known),
        cmocka_unit_test(the_asked_core_is_the_last_one),
        cmocka_unit_test(the_chosen_core_is_known_and_runs),
        cmocka_unit_test(another_core_is_refused),
        cmocka_unit_test(a_core_that_the_start_missed_is_a_usage_error),
        cmocka_unit_test(pool_threads_are_pinned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
