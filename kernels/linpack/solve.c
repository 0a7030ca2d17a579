/* solve.c - LU, one triangular solution, and the rate of DGEMM to hold them against. */
#include "solve.h"

#include "common/clock.h"
#include "lu.h"
#include "openblas.h"

#include <math.h>

double linpack_flops(int n) {
    double order = n;
    return 2.0 / 3.0 * order * order * order + 2 * order * order;
}

double linpack_solve(const struct linpack_system *system, struct team *team, struct error *err) {
    const int one = 1;
    const struct lu_matrix matrix = {.a = system->a,
                                     .rows = system->n,
                                     .columns = system->n + 1,
                                     .lda = system->lda,
                                     .pivots = system->pivots};
    double begin = clock_now();
    int singular = lu_factor(&matrix, team, err);
    if (singular == 0)
        dtrsv_("U", "N", "N", &system->n, system->a, &system->lda, system->x, &one);
    double end = clock_now();
    if (singular > 0)
        return error_failed(err, "order %d: the matrix is singular (pivot %d)", system->n,
                            singular);
    return singular == 0 ? end - begin : error_wrap(err, "order %d", system->n);
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
