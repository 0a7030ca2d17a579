/* runs.c - one run is a fresh system, a solution against the clock, and its residual. */
#include "runs.h"

#include <math.h>

enum { WARMUP_N = 512, INJECTED_N = 64 };

/* The same memory and columns as far apart, but fewer of them. */
static struct linpack_system smaller(const struct linpack_system *system, int n) {
    struct linpack_system small = *system;
    if (small.n > n) {
        small.n = n;
        small.x = small.a + (size_t)n * (size_t)small.lda;
    }
    return small;
}

int linpack_warm_up(struct linpack_runs *runs, struct error *err) {
    struct linpack_system small = smaller(runs->system, WARMUP_N);
    runs->warmup_n = small.n;
    if (system_fill(runs->system, runs->team, err) < 0 ||
        linpack_solve(&small, runs->team, err) < 0)
        return error_wrap(err, "warming up");
    return 0;
}

static int warm(void *state, struct laps *laps, unsigned thread, struct error *err) {
    (void)laps, (void)thread;
    struct linpack_runs *runs = state;
    struct linpack_system small = smaller(runs->system, WARMUP_N);
    if (system_fill(&small, runs->team, err) < 0 || linpack_solve(&small, runs->team, err) < 0)
        return error_wrap(err, "warming up");
    return 0;
}

/* Without threads of its own, which would take longer to start than this takes. */
static void fill_alone(const struct linpack_system *system) {
    for (int column = 0; column < system->n; column++)
        system_column(system, column, 0, system->n,
                      system->a + (size_t)column * (size_t)system->lda);
    system_column(system, system->n, 0, system->n, system->x);
}

/* Returns the seconds of what was injected after a run of so many. */
static double inject(struct linpack_runs *runs, double seconds, struct error *err) {
    struct linpack_system small = smaller(runs->system, INJECTED_N);
    double spent = 0, last = 0;
    runs->owed_s += seconds * runs->inject_percent / 100;
    while (runs->owed_s > last / 2) {
        fill_alone(&small);
        last = linpack_solve(&small, runs->team, err);
        if (last < 0)
            return error_wrap(err, "injected work");
        spent += last;
        runs->owed_s -= last;
    }
    return spent;
}

static void column_of(const void *source, int column, int first, int count, double *values) {
    system_column(source, column, first, count, values);
}

static int solve_and_check(struct linpack_runs *runs, struct error *err) {
    const struct linpack_system *system = runs->system;
    if (system_fill(system, runs->team, err) < 0)
        return -1;
    double seconds = linpack_solve(system, runs->team, err);
    if (seconds < 0)
        return -1;

    struct residual_system check = {.n = system->n, .column = column_of, .source = system};
    double residual = linpack_residual(&check, system->x, runs->team, err);
    if (residual < 0)
        return -1;
    if (isnan(residual) || residual > runs->worst_residual)
        runs->worst_residual = residual;
    double injected = inject(runs, seconds, err);
    if (injected < 0)
        return -1;
    double gflop = 1e-9 * linpack_flops(system->n), gflops = gflop / (seconds + injected);
    runs->gflop += gflop;
    runs->solving_s += seconds;
    runs->seconds += seconds + injected;
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

const struct work linpack_work = {.unit = run, .enough = enough, .warm = warm};
