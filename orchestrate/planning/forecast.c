/* forecast.c - sums of boots, set-ups and measuring times over a plan's cells. */
#include "forecast.h"

#include "common/cleanup.h"
#include "common/units.h"
#include "plan/kernel_argv.h"
#include "plan/sweep.h"
#include "series.h"

#include <math.h>
#include <string.h>

/* What is usual, until it was measured here; by enum environment_kind. In slices all that a block
 * takes beyond the times that are measured: warm-ups, the way to each slice, an emulated guest's
 * longer ones. */
static const struct usual {
    double up_s, setup_s, sliced_s;
} usual[] = {
    [KIND_UNTOLD] = {1, 1, 1.5}, [KIND_PROCESS] = {0, 0.3, 1}, [KIND_CONTAINER] = {3, 1, 1.5},
    [KIND_GUEST] = {20, 2, 2.5}, [KIND_REMOTE] = {3, 3, 3.5},
};
static const struct usual emulated = {15, 2, 6};

static struct usual usual_of(const struct plan *plan, const struct plan_series *series) {
    return plan_is_emulated(plan, series) ? emulated : usual[series->traits.kind];
}

double forecast_told_s(const struct plan_figure *figure, size_t series, int x) {
    struct parameters parameters;
    struct error ignored;
    double seconds = NAN;
    if (cell_parameters(figure, series, x, &parameters, &ignored) == 0) {
        const struct parameter *time = parameters_find(&parameters, "time");
        if (time && (parse_time(time->value, &seconds, &ignored) < 0 || seconds <= 0))
            seconds = NAN;
    }
    parameters_free(&parameters);
    return seconds;
}

/* Where a time comes from. */
struct cell_time {
    double seconds; /* NAN: nothing tells it */
    double native;  /* seconds natively that it was concluded from; NAN: it was not */
};

static struct cell_time cell_time(const struct plan *plan, const struct times *times,
                                  const struct plan_figure *figure, size_t series, int x) {
    struct cell_time time = {times_find(times, TIMES_CELL, plan, figure, series, x), NAN};
    double told = forecast_told_s(figure, series, x);
    if (!isnan(time.seconds) || !isnan(told)) {
        time.seconds = isnan(time.seconds) || time.seconds < told ? told : time.seconds;
        return time;
    }
    time.native = times_find(times, TIMES_CELL, plan, figure, 0, x);
    time.seconds =
        time.native * (plan_is_emulated(plan, &figure->series[series]) ? FORECAST_EMULATION : 1);
    return time;
}

double forecast_cell_s(const struct plan *plan, const struct times *times,
                       const struct plan_figure *figure, size_t series, int x) {
    return cell_time(plan, times, figure, series, x).seconds;
}

/* Is it an environment, or a guest of a shape, that an earlier series of the plan has up already?
 */
static bool is_up_already(const struct plan *plan, size_t figure, size_t series) {
    const struct plan_figure *its = &plan->figure[figure];
    for (size_t f = 0; f <= figure; f++) {
        const struct plan_figure *other = &plan->figure[f];
        size_t end = f == figure ? series : other->series_count;
        for (size_t s = 0; s < end; s++)
            if (strcmp(other->series[s].environment, its->series[series].environment) == 0 &&
                (its->series[series].traits.kind != KIND_GUEST ||
                 (other->guest_vcpus == its->guest_vcpus &&
                  other->guest_memory == its->guest_memory)))
                return true;
    }
    return false;
}

static void add_series(const struct plan *plan, const struct times *times, size_t f, size_t series,
                       struct forecast *forecast) {
    const struct plan_figure *figure = &plan->figure[f];
    const struct plan_series *its = &figure->series[series];
    struct usual otherwise = usual_of(plan, its);
    double otherwise_setup =
        figure->interleave == INTERLEAVE_SLICES ? otherwise.sliced_s : otherwise.setup_s;
    double up = times_find(times, TIMES_UP, plan, figure, series, -1);
    bool assumed = isnan(up) && its->traits.kind != KIND_PROCESS;
    bool afresh = its->traits.kind == KIND_GUEST && figure->boots == BOOT_BLOCK;
    size_t ups = afresh || is_up_already(plan, f, series) ? 0 : 1;
    up = isnan(up) ? otherwise.up_s : up;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != f)
            continue;
        double setup = times_find(times, TIMES_SETUP, plan, figure, series, block->x);
        struct cell_time time = cell_time(plan, times, figure, series, block->x);
        forecast->cells++;
        forecast->untold += isnan(time.seconds);
        forecast->assumed += assumed || isnan(setup);
        forecast->seconds += isnan(setup) ? otherwise_setup : setup;
        forecast->seconds += isnan(time.seconds) ? 0 : time.seconds;
        ups += afresh;
    }
    forecast->seconds += (double)ups * up;
}

struct forecast forecast_of(const struct plan *plan, const struct times *times, size_t figure) {
    struct forecast forecast = {.most_s = plan->figure[figure].cell_timeout_s};
    for (size_t s = 0; s < plan->figure[figure].series_count; s++)
        add_series(plan, times, figure, s, &forecast);
    return forecast;
}

static const char *about(double seconds, char *buffer, size_t size) {
    double grain = seconds < 100 ? 1 : seconds < 6000 ? 10 : 60;
    return format_time(fmax(1, round(seconds / grain) * grain), buffer, size);
}

static void print_one(const char *prefix, const char *what, const struct forecast *forecast,
                      FILE *out) {
    char time[32], most[32];
    fprintf(out, "%sforecast of %s: about %s for %zu cells", prefix, what,
            about(forecast->seconds, time, sizeof time), forecast->cells);
    if (forecast->untold > 0)
        fprintf(out, ", and what %zu of them measure, which no run has yet: at most %s each",
                forecast->untold, about(forecast->most_s, most, sizeof most));
    if (forecast->assumed > 0)
        fprintf(out, " (set-ups of %zu are assumed, not measured)", forecast->assumed);
    fputc('\n', out);
}

void forecast_print(const struct plan *plan, const struct times *times, const char *prefix,
                    FILE *out) {
    struct forecast all = {0};
    char budget[32];
    for (size_t i = 0; i < plan->figure_count; i++) {
        if (plan->figure[i].view_of)
            continue;
        struct forecast one = forecast_of(plan, times, i);
        if (plan->figure_count > 1)
            print_one(prefix, plan->figure[i].name, &one, out);
        all.seconds += one.seconds;
        all.cells += one.cells;
        all.untold += one.untold;
        all.assumed += one.assumed;
        all.most_s = fmax(all.most_s, one.most_s);
    }
    print_one(prefix, plan->figure_count > 1 ? "all" : plan->figure[0].name, &all, out);
    if (plan->stop.resolve > 0)
        fprintf(out, "%sforecast: then as many blocks as +-%g %% takes, %s of measuring in all%s\n",
                prefix, 100 * plan->stop.resolve,
                format_time(plan->stop.budget_s, budget, sizeof budget),
                all.seconds > plan->stop.budget_s
                    ? "; that is less than the first ones take, and cuts them"
                    : " at the most");
}

/* Why a series' cells cannot end in time; false where they may. */
static bool is_hopeless(const struct plan *plan, const struct times *times,
                        const struct plan_figure *figure, size_t series, struct error *cause) {
    char takes[32], may[32], native[32], from[160] = "";
    if (figure->interleave == INTERLEAVE_SLICES) /* whose time-out is of one slice */
        return false;
    size_t values = sweep_present(figure) ? figure->sweep_values.count : 1;
    for (size_t i = 0; i < values; i++) {
        struct cell_time time =
            cell_time(plan, times, figure, series, sweep_present(figure) ? (int)i : -1);
        if (!(time.seconds > figure->cell_timeout_s))
            continue;
        if (!isnan(time.native) && plan_is_emulated(plan, &figure->series[series]))
            snprintf(from, sizeof from, " (%s natively, times %g where it is emulated)",
                     about(time.native, native, sizeof native), FORECAST_EMULATION);
        else if (!isnan(time.native))
            snprintf(from, sizeof from, " (as natively)");
        error_unavailable(cause,
                          "one cell takes about %s%s, and its time-out is %s; less work by --set, "
                          "or a longer cell-timeout in the figure's profile",
                          about(time.seconds, takes, sizeof takes), from,
                          format_time(figure->cell_timeout_s, may, sizeof may));
        return true;
    }
    return false;
}

int forecast_drop_hopeless(const struct run_request *request, struct plan *plan,
                           const struct times *times, size_t *missing, struct error *err) {
    struct error cause;
    for (size_t f = 0; f < plan->figure_count; f++) {
        struct plan_figure *figure = &plan->figure[f];
        if (is_hopeless(plan, times, figure, 0, &cause))
            return error_usage(err, "%s: %s: %s", figure->name, figure->series[0].name, cause.text);
        for (size_t s = figure->series_count; s-- > 1;)
            if (is_hopeless(plan, times, figure, s, &cause) &&
                series_leave_out(request, plan, figure, s, &cause, missing, err) < 0)
                return -1;
    }
    return 0;
}
