/* test_linpack_residual.c - HPL's scaled residual on systems whose residual is known, and that a
 * wrong solution is caught. */
#include "common/cpu_set.h"
#include "linpack/residual.h"

#include "linpack/solve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "team.h"

enum { N = 3 };

struct explicit_system {
    double a[N * N]; /* by columns */
    double b[N];
};

static void explicit_column(const void *source, int column, int first, int count, double *values) {
    const struct explicit_system *s = source;
    memcpy(values, (column == N ? s->b : s->a + column * N) + first,
           (size_t)count * sizeof *values);
}

static const struct explicit_system known = {{2, 4, -2, 1, -6, 7, 1, 0, 2}, {5, -2, 9}};
static const double solution[N] = {1, 1, 2};

static double residual_of(const struct explicit_system *s, const double *x, unsigned threads) {
    struct team team = team_of(threads);
    struct residual_system system = {.n = N, .column = explicit_column, .source = s};
    return linpack_residual(&system, x, &team, NULL);
}

static void an_exact_solution_has_none(void **state) {
    (void)state;
    for (unsigned threads = 1; threads <= 5; threads++)
        assert_true(residual_of(&known, solution, threads) == 0);
}

/* x = (1, 1, 2 + d): A x - b is d times the last column (1, 0, 2), so its norm is 2 d. ||A|| is the
 * largest sum of a row, |-2| + |7| + |2| = 11; ||x|| = 2 + d; ||b|| = 9. */
static void a_known_error_has_the_known_residual(void **state) {
    (void)state;
    const double d = 0x1p-20;
    const double x[N] = {1, 1, 2 + d};
    double expected = 2 * d / (0x1p-53 * (11 * (2 + d) + 9) * N);
    for (unsigned threads = 1; threads <= 5; threads++)
        near(residual_of(&known, x, threads), expected, 1e-9 * expected);
}

static void wrong_solutions_are_caught(void **state) {
    (void)state;
    static const double wrong[][N] = {
        {1, 2, 1}, {0, 0, 0}, {1, 1, NAN}, {NAN, 1, 2}, {INFINITY, 1, 2}, {1, 1, 2 + 1e-12},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(residual_of(&known, wrong[i], 2) < RESIDUAL_LIMIT);
}

static void generated_column(const void *source, int column, int first, int count, double *values) {
    system_column(source, column, first, count, values);
}

/* One number of a real solution, wrong in its tenth digit, is enough. */
static void one_wrong_number_of_many_is_caught(void **state) {
    (void)state;
    static const struct numa_policy local = {0};
    struct team team = team_of(2);
    struct linpack_system system;
    assert_int_equal(system_map(&system, 400, 1, HUGEPAGES_NONE, &local, NULL), 0);
    assert_int_equal(system_fill(&system, &team, NULL), 0);
    assert_true(linpack_solve(&system, &team, NULL) >= 0);

    struct residual_system check = {.n = 400, .column = generated_column, .source = &system};
    assert_true(linpack_residual(&check, system.x, &team, NULL) < RESIDUAL_LIMIT);
    int largest = 0;
    for (int i = 1; i < 400; i++)
        largest = fabs(system.x[i]) > fabs(system.x[largest]) ? i : largest;
    system.x[largest] *= 1 + 1e-9;
    assert_false(linpack_residual(&check, system.x, &team, NULL) < RESIDUAL_LIMIT);
    system_unmap(&system);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exact_solution_has_none),
        cmocka_unit_test(a_known_error_has_the_known_residual),
        cmocka_unit_test(wrong_solutions_are_caught),
        cmocka_unit_test(one_wrong_number_of_many_is_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
