/* solve.c - OpenBLAS's dgetrf and two triangular solutions, and the rate of DGEMM to hold them
 * against. */
#include "solve.h"

#include "common/clock.h"
#include "openblas.h"

#include <math.h>

double linpack_flops(int n) {
    double order = n;
    return 2.0 / 3.0 * order * order * order + 2 * order * order;
}

double linpack_solve(const struct linpack_system *system, struct error *err) {
    const int one = 1;
    int info = 0;
    double begin = clock_now();
    dgetrf_(&system->n, &system->n, system->a, &system->lda, system->pivots, &info);
    if (info == 0)
        dgetrs_("N", &system->n, &one, system->a, &system->lda, system->pivots, system->x,
                &system->n, &info);
    double end = clock_now();
    if (info > 0)
        return error_failed(err, "order %d: the matrix is singular (pivot %d)", system->n, info);
    if (info < 0)
        return error_failed(err, "order %d: LAPACK refused argument %d", system->n, -info);
    return end - begin;
}

enum { DGEMM_PASSES = 5 };
static const double pass_seconds = 0.5;

/* An order that needs no gap between columns, so that the matrices have the alignment of ours. */
static int dgemm_order(const struct linpack_system *system, double expected_gflops) {
    double wanted = cbrt(expected_gflops * 1e9 * pass_seconds / 2);
    double room = sqrt((double)(system->memory.bytes / sizeof(double)) / 3);
    int order = (int)fmin(wanted, room);
    while (order > 1 && system_lda(order) != order)
        order--;
    return order > 1 ? order : 1;
}

struct dgemm_rate linpack_dgemm_rate(const struct linpack_system *system, double expected_gflops) {
    struct dgemm_rate rate = {.order = dgemm_order(system, expected_gflops)};
    const double plus = 1;
    const int *order = &rate.order;
    size_t numbers = (size_t)rate.order * (size_t)rate.order;
    double *a = system->a, *b = a + numbers, *c = b + numbers;
    for (size_t i = 0; i < 3 * numbers; i++)
        a[i] = 1 / (double)(i % 1024 + 1);

    double work = 2.0 * rate.order * (double)numbers;
    for (int pass = 0; pass <= DGEMM_PASSES; pass++) {
        double begin = clock_now();
        dgemm_("N", "N", order, order, order, &plus, a, order, b, order, &plus, c, order);
        double gflops = 1e-9 * work / (clock_now() - begin);
        if (pass > 0)
            rate.gflops = fmax(rate.gflops, gflops);
    }
    return rate;
}
