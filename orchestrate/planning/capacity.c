/* capacity.c - one cell of the reference in a closed loop, before there is a plan to run. */
#include "capacity.h"

#include "common/cleanup.h"
#include "common/units.h"
#include "medium/medium.h"
#include "plan/sweep.h"
#include "resolve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int line_of(const struct figure *figure, const char *key) {
    return parameters_find(&figure->given_sweep, key)->line;
}

static int check_load(const struct figure *figure, const struct yields_load *load,
                      struct error *err) {
    if (!load->parameter)
        return error_usage(err, "%s:%d: share-of: %s has no load that could be a share",
                           figure->path, line_of(figure, "share-of"), figure->kernel);
    if (strcmp(load->parameter, figure->sweep_key) != 0)
        return error_usage(err, "%s:%d: key: '%s' is no load, and only that has shares; %s has %s",
                           figure->path, line_of(figure, "key"), figure->sweep_key, figure->kernel,
                           load->parameter);
    if (strcmp(load->metric, figure->share_of) != 0)
        return error_usage(err, "%s:%d: share-of: '%s' is not what %s of %s is a load by; %s is",
                           figure->path, line_of(figure, "share-of"), figure->share_of,
                           load->parameter, figure->kernel, load->metric);
    return 0;
}

static int note(const struct yields_load *load, const json_t *yields, struct plan_figure *planned,
                struct error *err) {
    const json_t *result = yields_result(yields, load->metric, load->x);
    const char *unit = json_string_value(json_object_get(result, "unit"));
    if (!unit)
        return error_failed(err, "%s: its load is of a result that it does not yield",
                            planned->kernel);
    planned->shares.unit = plan_copy(unit);
    planned->shares.environment = plan_copy(planned->series[0].environment);
    return planned->shares.unit && planned->shares.environment ? 0
                                                               : error_failed(err, "out of memory");
}

int capacity_suits(const struct figure *figure, struct plan_figure *planned, struct error *err) {
    if (planned->shares.of.count == 0)
        return 0;
    cleanup_json json_t *yields = NULL;
    if (resolve_yields(figure, planned, &yields, err) < 0)
        return -1;
    struct yields_load load = yields_load(yields);
    return check_load(figure, &load, err) < 0 ? -1 : note(&load, yields, planned, err);
}

static int add_load(struct plan_figure *figure, const char *share_text, double capacity,
                    struct words *loads, struct error *err) {
    double share;
    char load[32];
    if (share_parse(share_text, &share, err) < 0)
        return -1;
    share_value(share, capacity, load, sizeof load);
    if (strcmp(load, "0") == 0 || words_index(loads, load) >= 0)
        return error_failed(err, "%s of %g %s is %s in whole numbers, %s", share_text, capacity,
                            figure->shares.unit, load,
                            strcmp(load, "0") == 0 ? "no load" : "as another share is");
    return words_add(loads, load) < 0 ? error_failed(err, "out of memory") : 0;
}

int capacity_take(struct plan_figure *figure, double capacity, struct error *err) {
    struct words loads = {0};
    int status = capacity > 0 && isfinite(capacity)
                     ? 0
                     : error_failed(err, "%g %s", capacity, figure->shares.unit);
    for (size_t i = 0; status == 0 && i < figure->shares.of.count; i++)
        status = add_load(figure, figure->shares.of.word[i], capacity, &loads, err);
    if (status < 0) {
        words_free(&loads);
        return -1;
    }
    words_free(&figure->sweep_values);
    figure->sweep_values = loads;
    figure->shares.capacity = capacity;
    return 0;
}

/* The figure's parameters without those of its load: without the swept one they have it not. */
static int close_loop(const struct plan_figure *figure, const struct yields_load *load,
                      struct parameters *parameters, struct error *err) {
    size_t i;
    const json_t *besides;
    if (parameters_merge(parameters, &figure->parameters) < 0)
        return error_failed(err, "out of memory");
    json_array_foreach(load->besides, i, besides) {
        parameters_remove(parameters, json_string_value(besides));
    }
    return 0;
}

/* A device has its file system still, which the run may make anew: there was no data before. */
static int keep_medium(const struct plan_figure *figure, struct plan *plan, struct error *err) {
    struct plan_medium *medium = &plan->planned_medium;
    struct medium_spec spec;
    if (figure->medium_bytes == 0 || medium->destroy_data)
        return 0;
    if (plan_medium_spec(medium, &spec, err) < 0)
        return -1;
    if (spec.kind != MEDIUM_DEVICE)
        return 0;
    medium->destroy_data = plan_copy(spec.path);
    return medium->destroy_data ? 0 : error_failed(err, "out of memory");
}

/* A plan of that cell alone; what it does not share with the whole one is its figure's. */
static int measure_with(const struct run_request *request, struct plan *plan,
                        const struct plan_figure *figure, struct plan_figure *closed,
                        double *capacity, struct error *err) {
    struct yields_load load = yields_load(figure->yields);
    size_t order = 0;
    struct plan_block block = {.x = -1, .round = 1, .order = &order};
    struct plan trial = *plan;
    trial.figure = closed;
    trial.figure_count = 1;
    trial.block = &block;
    trial.block_count = 1;
    if (closed->medium_bytes == 0)
        trial.planned_medium = (struct plan_medium){0};
    else if (plan_medium_settle(&request->wished_medium, &trial, err) < 0)
        return -1;
    cleanup_json json_t *kernel = request->try_cell(&trial, err);
    plan->warning = trial.warning;
    plan->warning_count = trial.warning_count;
    if (!kernel)
        return -1;
    const json_t *result = yields_result(kernel, load.metric, load.x);
    *capacity = json_number_value(json_object_get(result, "value"));
    return keep_medium(closed, plan, err);
}

static void say(const struct plan_figure *figure) {
    const struct parameter *time = parameters_find(&figure->parameters, "time");
    double seconds;
    char lasts[32] = "";
    if (time && parse_time(time->value, &seconds, NULL) == 0)
        format_time(seconds, lasts, sizeof lasts);
    fprintf(stderr, "virtax: %s: measuring %s's %s first, which its loads are shares of%s%s\n",
            figure->name, figure->shares.environment, figure->shares.metric, *lasts ? ", " : "",
            lasts);
}

/* "FIGURE: native's throughput: CAUSE; MEND" */
static int mend(const struct plan_figure *figure, struct error *err) {
    struct error cause = *err;
    error_failed(err,
                 "%s: %s's %s, which its loads are shares of: %.3000s; --set %s=VALUE,... gives "
                 "loads as they are",
                 figure->name, figure->shares.environment, figure->shares.metric, cause.text,
                 figure->sweep_key);
    err->status = cause.status;
    return -1;
}

static int measure_one(const struct run_request *request, struct plan *plan,
                       struct plan_figure *figure, struct error *err) {
    struct yields_load load = yields_load(figure->yields);
    struct plan_figure closed = *figure;
    double capacity = NAN;
    closed.sweep_key = NULL;
    closed.sweep_values = closed.sweep_sets = (struct words){0};
    closed.shares = (struct plan_shares){0};
    closed.parameters = (struct parameters){0};
    closed.interleave = INTERLEAVE_CELLS;
    say(figure);
    int status = close_loop(figure, &load, &closed.parameters, err);
    if (status == 0)
        status = measure_with(request, plan, figure, &closed, &capacity, err);
    parameters_free(&closed.parameters);
    if (status == 0)
        status = capacity_take(figure, capacity, err);
    return status < 0 && err->status != STATUS_INTERRUPTED ? mend(figure, err) : status;
}

int capacities_measure(const struct run_request *request, struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count && !request->dry_run; i++)
        if (sweep_is_unmeasured(&plan->figure[i]) &&
            measure_one(request, plan, &plan->figure[i], err) < 0)
            return -1;
    return 0;
}
