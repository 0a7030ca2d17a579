/* runs.c - one run is a fresh system, a solution against the clock, and its residual. */
#include "runs.h"

#include <math.h>

enum { WARMUP_N = 512 };

int linpack_warm_up(struct linpack_runs *runs, struct error *err) {
    struct linpack_system small = *runs->system;
    if (small.n > WARMUP_N)
        small.n = WARMUP_N;
    runs->warmup_n = small.n;
    if (system_fill(runs->system, runs->team, err) < 0 || linpack_solve(&small, err) < 0)
        return error_wrap(err, "warming up");
    return 0;
}

static void column_of(const void *source, int column, int first, int count, double *values) {
    system_column(source, column, first, count, values);
}

static int solve_and_check(struct linpack_runs *runs, struct error *err) {
    const struct linpack_system *system = runs->system;
    if (system_fill(system, runs->team, err) < 0)
        return -1;
    double seconds = linpack_solve(system, err);
    if (seconds < 0)
        return -1;

    struct residual_system check = {.n = system->n, .column = column_of, .source = system};
    double residual = linpack_residual(&check, system->x, runs->team, err);
    if (residual < 0)
        return -1;
    if (isnan(residual) || residual > runs->worst_residual)
        runs->worst_residual = residual;
    double gflops = 1e-9 * linpack_flops(system->n) / seconds;
    runs->best_gflops = fmax(runs->best_gflops, gflops);
    return samples_add(&runs->gflops, gflops, err);
}

static int run(void *state, struct laps *laps, unsigned thread, struct error *err) {
    (void)laps, (void)thread;
    struct linpack_runs *runs = state;
    return solve_and_check(runs, err) < 0 ? error_wrap(err, "run %zu", runs->gflops.count + 1) : 0;
}

static bool enough(const void *state, bool time_is_up) {
    const struct linpack_runs *runs = state;
    return time_is_up || (runs->most > 0 && runs->gflops.count >= runs->most);
}

const struct work linpack_work = {.unit = run, .enough = enough};
