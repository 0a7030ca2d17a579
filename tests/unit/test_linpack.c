/* test_linpack.c - the system's numbers and sizes, the solution against known ones, and the runs.
 */
#include "common/cleanup.h"
#include "linpack/runs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "team.h"

static const struct numa_policy local = {0};

static struct linpack_system mapped(int n, uint64_t seed) {
    struct linpack_system system;
    assert_int_equal(system_map(&system, n, seed, HUGEPAGES_NONE, &local, NULL), 0);
    return system;
}

static void known_systems_have_known_solutions(void **state) {
    (void)state;
    static const struct {
        int n;
        double a[9]; /* by columns */
        double b[3], x[3];
    } known[] = {
        {1, {4}, {10}, {2.5}},
        {2, {0, 2, 1, 3}, {3, 13}, {2, 3}}, /* needs the pivot */
        {3, {2, 4, -2, 1, -6, 7, 1, 0, 2}, {5, -2, 9}, {1, 1, 2}},
    };
    struct team team = team_of(1);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int n = known[i].n;
        struct linpack_system system = mapped(n, 1);
        for (int column = 0; column < n; column++)
            memcpy(system.a + column * system.lda, known[i].a + column * n,
                   (size_t)n * sizeof(double));
        memcpy(system.x, known[i].b, (size_t)n * sizeof(double));
        assert_true(linpack_solve(&system, &team, NULL) >= 0);
        for (int row = 0; row < n; row++)
            near(system.x[row], known[i].x[row], 1e-14);
        system_unmap(&system);
    }
}

static void a_singular_matrix_is_an_error(void **state) {
    (void)state;
    struct team team = team_of(1);
    struct linpack_system system = mapped(2, 1);
    struct error err = {0};
    system.a[0] = system.a[1] = system.a[system.lda] = system.a[system.lda + 1] = 1;
    assert_true(linpack_solve(&system, &team, &err) < 0);
    assert_non_null(strstr(err.text, "singular (pivot 2)"));
    system_unmap(&system);
}

/* b is made from an x that is known, for orders around the blocks of LU. */
static void generated_systems_find_a_given_solution(void **state) {
    (void)state;
    static const int orders[] = {1, 2, 7, 64, 97, 128, 255, 301};
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
        struct team team = team_of(2);
        struct linpack_system system = mapped(orders[k], 5);
        assert_int_equal(system_fill(&system, &team, NULL), 0);
        for (int row = 0; row < system.n; row++) {
            system.x[row] = 0;
            for (int column = 0; column < system.n; column++)
                system.x[row] += system.a[column * system.lda + row] * (column % 5 - 2.0);
        }
        assert_true(linpack_solve(&system, &team, NULL) >= 0);
        for (int row = 0; row < system.n; row++)
            near(system.x[row], row % 5 - 2.0, 1e-9);
        system_unmap(&system);
    }
}

static void numbers_depend_on_seed_and_place_alone(void **state) {
    (void)state;
    struct linpack_system system = {.n = 100, .seed = 0};
    double whole[100], part[40];
    system_column(&system, 3, 0, 100, whole);
    system_column(&system, 3, 50, 40, part);
    assert_memory_equal(whole + 50, part, sizeof part);

    /* SplitMix64's first outputs for seed 0: e220a8397b1dcdaf, 6e789e6aa1b965f4 */
    system_column(&system, 0, 0, 2, part);
    near(part[0], 0x1.c4415072f63b9p-1 - 0.5, 0x1p-53);
    near(part[1], 0x1.b9e279aa86e59p-2 - 0.5, 0x1p-53);

    system.seed = 1;
    system_column(&system, 3, 50, 40, part);
    assert_memory_not_equal(whole + 50, part, sizeof part);
}

static void numbers_are_spread_around_zero(void **state) {
    (void)state;
    struct linpack_system system = {.n = 4096, .seed = 9};
    double values[4096], sum = 0, squares = 0;
    system_column(&system, 17, 0, 4096, values);
    for (int i = 0; i < 4096; i++) {
        assert_true(values[i] >= -0.5 && values[i] < 0.5);
        sum += values[i];
        squares += values[i] * values[i];
    }
    near(sum / 4096, 0, 0.02);
    near(squares / 4096, 1.0 / 12, 0.005);
}

static void any_team_fills_the_same(void **state) {
    (void)state;
    struct linpack_system one = mapped(70, 3), many = mapped(70, 3);
    struct team alone = team_of(1), crowd = team_of(7);
    assert_int_equal(system_fill(&one, &alone, NULL), 0);
    assert_int_equal(system_fill(&many, &crowd, NULL), 0);
    assert_memory_equal(one.memory.base, many.memory.base, one.memory.bytes);
    system_unmap(&one);
    system_unmap(&many);
}

static void sizes_are_sound(void **state) {
    (void)state;
    assert_int_equal(system_lda(1), 8);
    assert_int_equal(system_lda(1001), 1008);
    assert_int_equal(system_lda(1024), 1032);
    assert_true(system_bytes(1000) >= 8u * 1000 * 1000);
    for (unsigned threads = 1; threads <= 4; threads++) {
        for (uint64_t room = (uint64_t)1 << 28; room < (uint64_t)1 << 40; room *= 3) {
            int n = system_largest_n(room, threads);
            assert_true(system_needs(n, threads) <= room);
            assert_true(system_needs(n + 1, threads) > room);
        }
    }
    assert_int_equal(system_largest_n(1000, 1), 0);
}

static void the_default_order_keeps_the_limit(void **state) {
    (void)state;
    int n;
    uint64_t limit = (uint64_t)300 << 20;
    assert_int_equal(system_default_n(2, HUGEPAGES_THP, limit, &n, NULL), 0);
    assert_int_equal(n, system_largest_n(limit, 2));
    assert_int_equal(system_default_n(1, HUGEPAGES_THP, (uint64_t)1 << 40, &n, NULL), 0);
    assert_true(n > 1 && n <= 10000);
    assert_int_equal(system_default_n(8, HUGEPAGES_HUGETLB, 0, &n, NULL), 0);
    assert_true(n >= 1 && n <= 20000);
    assert_int_equal(system_default_n(2, HUGEPAGES_THP, 4096, &n, NULL), -1);
    assert_int_equal(system_default_n(2, HUGEPAGES_HUGETLB, 4096, &n, NULL), -1);
}

/* Whatever is chosen is not refused after. */
static void pages_set_apart_hold_the_system_alone(void **state) {
    (void)state;
    uint64_t limit = (uint64_t)512 << 20, pages = (uint64_t)64 << 30;
    int n = system_largest_within(pages, true, limit, 2);
    assert_int_equal(n, system_largest_n(limit, 2));
    assert_int_equal(system_fits(n, 2, HUGEPAGES_HUGETLB, limit, NULL), 0);

    uint64_t few = (uint64_t)64 << 20;
    n = system_largest_within(few, true, limit, 2);
    assert_true(system_bytes(n) <= few && system_bytes(n + 1) > few);
    assert_int_equal(system_largest_within(few, true, 0, 2), n);
    assert_int_equal(system_largest_within(few, false, 0, 2), system_largest_n(few, 2));
}

static void too_large_is_refused_with_the_largest(void **state) {
    (void)state;
    struct error err = {0};
    char largest[64];
    uint64_t limit = (uint64_t)300 << 20;
    assert_int_equal(system_fits(100, 1, HUGEPAGES_THP, limit, NULL), 0);
    assert_int_equal(system_fits(9000, 1, HUGEPAGES_THP, limit, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    snprintf(largest, sizeof largest, "fits is --n=%d", system_largest_n(limit, 1));
    assert_non_null(strstr(err.text, largest));
    assert_int_equal(system_fits(SYSTEM_MAX_N, 1, HUGEPAGES_THP, 0, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
}

static void operations_are_counted(void **state) {
    (void)state;
    near(linpack_flops(3), 36, 1e-12);
    near(linpack_flops(1000), 2e9 / 3 + 2e6, 1e-3);
}

static void runs_are_counted_and_checked(void **state) {
    (void)state;
    struct team team = team_of(2);
    struct linpack_system system = mapped(150, 1);
    struct linpack_runs runs = {.system = &system, .team = &team, .most = 4};
    assert_int_equal(linpack_warm_up(&runs, NULL), 0);
    assert_int_equal(runs.gflops.count, 0);
    assert_int_equal(work_run(&linpack_work, &runs, NULL, 0, NULL), 0);
    assert_int_equal(runs.gflops.count, 4);
    assert_true(runs.worst_residual > 0 && runs.worst_residual < RESIDUAL_LIMIT);
    double best = 0;
    for (size_t i = 0; i < runs.gflops.count; i++)
        best = fmax(best, runs.gflops.value[i]);
    assert_true(best > 0 && best == runs.best_gflops);
    samples_free(&runs.gflops);

    runs.most = 0;
    assert_int_equal(work_run(&linpack_work, &runs, NULL, 1e-9, NULL), 0);
    assert_int_equal(runs.gflops.count, 1);
    samples_free(&runs.gflops);

    struct dgemm_rate rate = linpack_dgemm_rate(&system, 1e-3);
    assert_true(rate.order >= 1 && rate.gflops > 0);
    system_unmap(&system);
}

static struct linpack_runs half_injected(struct linpack_system *system, struct team *team) {
    struct linpack_runs runs = {.system = system, .team = team, .most = 6, .inject_percent = 50};
    assert_int_equal(work_run(&linpack_work, &runs, NULL, 0, NULL), 0);
    assert_true(runs.worst_residual < RESIDUAL_LIMIT);
    near(runs.owed_s, 0.5 * runs.solving_s - (runs.seconds - runs.solving_s), 1e-9);
    return runs;
}

/* What is owed at the end is at most half of one small system, which takes long where another
 * process has the CPU meanwhile: then once more. */
static void injected_time_is_its_percent(void **state) {
    (void)state;
    struct team team = team_of(1);
    struct linpack_system system = mapped(400, 1);
    struct linpack_runs plain = {.system = &system, .team = &team, .most = 6};
    assert_int_equal(work_run(&linpack_work, &plain, NULL, 0, NULL), 0);
    assert_true(plain.owed_s == 0);
    struct linpack_runs half = half_injected(&system, &team);
    for (int tries = 0; fabs(half.owed_s) >= 0.02 * half.seconds && tries < 5; tries++) {
        samples_free(&half.gflops);
        half = half_injected(&system, &team);
    }
    assert_true(half.solving_s > 0);
    near(half.seconds / half.solving_s, 1.5, 0.03);
    near(plain.seconds / plain.solving_s, 1, 1e-9);
    samples_free(&plain.gflops);
    samples_free(&half.gflops);
    system_unmap(&system);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_systems_have_known_solutions),
        cmocka_unit_test(a_singular_matrix_is_an_error),
        cmocka_unit_test(generated_systems_find_a_given_solution),
        cmocka_unit_test(numbers_depend_on_seed_and_place_alone),
        cmocka_unit_test(numbers_are_spread_around_zero),
        cmocka_unit_test(any_team_fills_the_same),
        cmocka_unit_test(sizes_are_sound),
        cmocka_unit_test(the_default_order_keeps_the_limit),
        cmocka_unit_test(pages_set_apart_hold_the_system_alone),
        cmocka_unit_test(too_large_is_refused_with_the_largest),
        cmocka_unit_test(operations_are_counted),
        cmocka_unit_test(runs_are_counted_and_checked),
        cmocka_unit_test(injected_time_is_its_percent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
