/* native_try.c - one native cell under a part of its time-out. */
#include "native_try.h"

#include "base/words.h"
#include "common/units.h"
#include "environments/launch.h"
#include "forecast.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"
#include "series.h"

#include <math.h>

/* Does nothing tell how long an emulated guest of the figure takes at this x? */
static bool is_unknown(const struct plan *plan, const struct times *times,
                       const struct plan_figure *figure, int x) {
    for (size_t s = 1; s < figure->series_count; s++)
        if (plan_is_emulated(plan, &figure->series[s]) &&
            isnan(forecast_cell_s(plan, times, figure, s, x)))
            return true;
    return false;
}

static int run(const struct plan_figure *figure, int x, double limit_s,
               struct process_result *result, struct error *err) {
    struct parameters parameters;
    struct launch launch = {0};
    char **arguments = NULL;
    int status = cell_parameters(figure, 0, x, &parameters, err);
    if (status == 0 && !(arguments = kernel_arguments(&parameters)))
        status = error_failed(err, "out of memory");
    if (status == 0)
        status = launch_here(&launch, figure->kernel, figure, figure->cpus, NULL,
                             (const char *const *)arguments, err);
    if (status == 0) {
        launch.spec.memory_nodes = figure->memory_nodes;
        launch.spec.timeout_s = limit_s;
        status = process_run(&launch.spec, result, err);
    }
    launch_free(&launch);
    argv_free(arguments);
    parameters_free(&parameters);
    return status;
}

static int leave_out(const struct run_request *request, struct plan *plan,
                     struct plan_figure *figure, double limit_s, size_t *missing,
                     struct error *err) {
    char tried[32], may[32];
    struct error cause;
    error_unavailable(&cause,
                      "one cell did not end within %s natively, and emulation takes %g times as "
                      "long and more, beyond its time-out of %s; less work by --set, a longer "
                      "cell-timeout in the figure's profile, or a host with KVM",
                      format_time(limit_s, tried, sizeof tried), FORECAST_EMULATION,
                      format_time(figure->cell_timeout_s, may, sizeof may));
    for (size_t s = figure->series_count; s-- > 1;)
        if (plan_is_emulated(plan, &figure->series[s]) &&
            series_leave_out(request, plan, figure, s, &cause, missing, err) < 0)
            return -1;
    return 0;
}

/* What fails is not judged here: its cells will tell. */
static int try_one(const struct run_request *request, struct plan *plan, struct times *times,
                   struct plan_figure *figure, int x, size_t *missing, struct error *err) {
    double limit_s = figure->cell_timeout_s / FORECAST_EMULATION;
    struct process_result result = {0};
    char most[32];
    fprintf(stderr,
            "virtax: %s: trying natively whether its emulated guests could end in time, %s at the "
            "most\n",
            figure->name, format_time(limit_s, most, sizeof most));
    int status = run(figure, x, limit_s, &result, err);
    if (status == 0 && result.timed_out)
        status = leave_out(request, plan, figure, limit_s, missing, err);
    else if (status == 0 && result.exit_status == 0)
        times_note(times, TIMES_CELL, plan, figure, 0, x, result.wall_s);
    process_result_free(&result);
    return status;
}

int native_try(const struct run_request *request, struct plan *plan, struct times *times,
               size_t *missing, struct error *err) {
    for (size_t f = 0; f < plan->figure_count && !request->dry_run; f++) {
        struct plan_figure *figure = &plan->figure[f];
        size_t values = sweep_present(figure) ? figure->sweep_values.count : 1;
        /* In slices time-outs are of one slice, and told times are kept. */
        bool tries = figure->interleave == INTERLEAVE_CELLS && figure->role == ROLE_ALONE &&
                     figure->medium_bytes == 0;
        for (size_t i = 0; tries && i < values; i++) {
            int x = sweep_present(figure) ? (int)i : -1;
            if (is_unknown(plan, times, figure, x) &&
                try_one(request, plan, times, figure, x, missing, err) < 0)
                return -1;
        }
    }
    return 0;
}
