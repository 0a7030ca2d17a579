/* residual.c - each thread checks its rows; the largest scaled residual counts. */
#include "residual.h"

#include "common/cleanup.h"

#include <float.h>
#include <math.h>

/* The maximum norms over one thread's rows. */
struct norms {
    double residual, matrix, right;
};

struct checking {
    const struct residual_system *system;
    const double *x;
    unsigned threads;
    double *room;        /* 3 n: for each thread's rows the residual, |A| summed, a column */
    struct norms *norms; /* by thread */
};

/* fmax() would drop a NaN, and with it the proof that the solution is wrong. */
static double larger(double a, double b) {
    return isnan(a) || a > b ? a : b;
}

static void check_share(void *argument, unsigned thread) {
    const struct checking *c = argument;
    const struct residual_system *s = c->system;
    int first = (int)((int64_t)s->n * thread / c->threads);
    int end = (int)((int64_t)s->n * (thread + 1) / c->threads);
    int count = end - first;
    double *left = c->room + 3 * (size_t)first, *sums = left + count, *values = sums + count;

    s->column(s->source, s->n, first, count, values);
    struct norms norms = {0};
    for (int i = 0; i < count; i++) {
        norms.right = larger(fabs(values[i]), norms.right);
        left[i] = -values[i];
        sums[i] = 0;
    }
    for (int column = 0; column < s->n; column++) {
        double x = c->x[column];
        s->column(s->source, column, first, count, values);
        for (int i = 0; i < count; i++) {
            left[i] += values[i] * x;
            sums[i] += fabs(values[i]);
        }
    }
    for (int i = 0; i < count; i++) {
        norms.residual = larger(fabs(left[i]), norms.residual);
        norms.matrix = larger(sums[i], norms.matrix);
    }
    c->norms[thread] = norms;
}

double linpack_residual(const struct residual_system *system, const double *x, struct team *team,
                        struct error *err) {
    cleanup_free double *room = calloc(3 * (size_t)system->n, sizeof *room);
    cleanup_free struct norms *norms = calloc(team->threads, sizeof *norms);
    if (!room || !norms)
        return error_errno(err, "the residual");
    struct checking checking = {
        .system = system, .x = x, .threads = team->threads, .room = room, .norms = norms};
    if (team_run(team, check_share, &checking, err) < 0)
        return error_wrap(err, "the residual");

    struct norms all = {0};
    for (unsigned i = 0; i < team->threads; i++) {
        all.residual = larger(norms[i].residual, all.residual);
        all.matrix = larger(norms[i].matrix, all.matrix);
        all.right = larger(norms[i].right, all.right);
    }
    double solution = 0;
    for (int i = 0; i < system->n; i++)
        solution = larger(fabs(x[i]), solution);
    if (all.residual == 0)
        return 0;
    return all.residual / (DBL_EPSILON / 2 * (all.matrix * solution + all.right) * system->n);
}
