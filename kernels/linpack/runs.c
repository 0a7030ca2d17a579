#include "runs.h"

#include "common/clock.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WARMUP_N = 512 };

void linpack_runs_free(struct linpack_runs *runs) {
    free(runs->gflops);
    *runs = (struct linpack_runs){0};
}

int linpack_warm_up(const struct linpack_system *system, struct team *team,
                    struct linpack_runs *runs, struct error *err) {
    struct linpack_system small = *system;
    if (small.n > WARMUP_N)
        small.n = WARMUP_N;
    runs->warmup_n = small.n;
    if (system_fill(system, team, err) < 0 || linpack_solve(&small, err) < 0)
        return error_wrap(err, "warming up");
    return 0;
}

static void column_of(const void *source, int column, int first, int count, double *values) {
    system_column(source, column, first, count, values);
}

static int one_run(const struct linpack_system *system, struct team *team,
                   struct linpack_runs *runs, struct error *err) {
    double *grown = realloc(runs->gflops, (runs->count + 1) * sizeof *grown);
    if (!grown)
        return error_errno(err, "room for %zu samples", runs->count + 1);
    runs->gflops = grown;
    if (system_fill(system, team, err) < 0)
        return -1;
    double seconds = linpack_solve(system, err);
    if (seconds < 0)
        return -1;

    struct residual_system check = {.n = system->n, .column = column_of, .source = system};
    double residual = linpack_residual(&check, system->x, team, err);
    if (residual < 0)
        return -1;
    if (isnan(residual) || residual > runs->worst_residual)
        runs->worst_residual = residual;
    double gflops = 1e-9 * linpack_flops(system->n) / seconds;
    runs->best_gflops = fmax(runs->best_gflops, gflops);
    runs->gflops[runs->count++] = gflops;
    return 0;
}

int linpack_measure(const struct linpack_system *system, uint64_t most, double seconds,
                    struct team *team, struct linpack_runs *runs, struct error *err) {
    double begin = clock_now();
    bool enough = false;
    while (!enough) {
        if (one_run(system, team, runs, err) < 0)
            return error_wrap(err, "run %zu", runs->count + 1);
        enough =
            (most > 0 && runs->count >= most) || (seconds > 0 && clock_now() - begin >= seconds);
    }
    return 0;
}
