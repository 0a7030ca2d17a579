/* outputs.c - everything that can be drawn of a results directory. */
#include "output.h"

#include "common/cleanup.h"
#include "gnuplot.h"

#include <errno.h>
#include <sys/stat.h>

typedef bool condition(const struct results *results, size_t figure);

static bool compares(const struct results *results, size_t figure) {
    return results->summary[figure].shown.scale == BY_RATIO &&
           results->summary[figure].series_count > 1;
}

static bool has_ways(const struct results *results, size_t figure) {
    const json_t *environments = json_object_get(results->machine, "environments");
    const struct plan_figure *plan = &results->plan.figure[figure];
    return plan->role != ROLE_ALONE && !plan->view_of && json_object_get(environments, "lab");
}

static bool has_effects(const struct results *results, size_t figure) {
    return results->effects && results->effects[figure].row_count > 0;
}

static bool has_cost(const struct results *results, size_t figure) {
    return results->cost && results->cost[figure].row_count > 0;
}

static bool has_against(const struct results *results, size_t figure) {
    return results->against && results->against[figure].row_count > 0;
}

static const struct output {
    const char *ending;
    output_writer *write;
    size_t of; /* which summaries of the results */
    condition *wanted;
} outputs[] = {
#define OF(member) offsetof(struct results, member)
    {".csv", csv_write, OF(summary), NULL},
    {"-effects.csv", csv_write, OF(effects), has_effects},
    {".svg", chart_write, OF(summary), NULL},
    {".png", chart_write, OF(summary), NULL},
    {CHART_NARROW, chart_write, OF(summary), NULL},
    {"-ratio.svg", chart_ratio_write, OF(summary), compares},
    {"-ratio.png", chart_ratio_write, OF(summary), compares},
    {"-ratio" CHART_NARROW, chart_ratio_write, OF(summary), compares},
    {"-effects.svg", chart_effects_write, OF(effects), has_effects},
    {"-effects.png", chart_effects_write, OF(effects), has_effects},
    {"-effects" CHART_NARROW, chart_effects_write, OF(effects), has_effects},
    {"-ways.svg", chart_ways_write, OF(summary), has_ways},
    {"-ways" CHART_NARROW, chart_ways_write, OF(summary), has_ways},
    {"-against.csv", csv_write, OF(against), has_against},
    {"-cost.csv", csv_write, OF(cost), has_cost},
    {"-cost.svg", chart_write, OF(cost), has_cost},
    {"-cost.png", chart_write, OF(cost), has_cost},
    {"-cost" CHART_NARROW, chart_write, OF(cost), has_cost},
};

/* An old drawing must not pass for the new one. */
static int write_one(const struct results *results, size_t figure, const struct output *output,
                     struct error *err) {
    cleanup_free char *path = NULL;
    if (asprintf(&path, "%s/figures/%s%s", results->directory, results->plan.figure[figure].name,
                 output->ending) < 0)
        return error_errno(err, "%s", results->directory);
    if (unlink(path) != 0 && errno != ENOENT)
        return error_errno(err, "%s", path);
    const struct summary *const *all = (const void *)((const char *)results + output->of);
    return output->write(results, &(*all)[figure], path, err);
}

/* That gnuplot is missing is the least of all causes: any other stands before it, and an interrupt
 * before all. */
static void keep_worst(struct error *worst, const struct error *err) {
    bool graver = err->status == STATUS_INTERRUPTED || worst->status == STATUS_OK ||
                  (worst->status == STATUS_UNAVAILABLE && err->status != STATUS_UNAVAILABLE);
    if (graver)
        *worst = *err;
}

static int write_figure(const struct results *results, size_t figure, struct error *worst) {
    int status = 0;
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        struct error err = {0};
        if (outputs[i].wanted && !outputs[i].wanted(results, figure))
            continue;
        if (write_one(results, figure, &outputs[i], &err) == 0)
            continue;
        keep_worst(worst, &err);
        status = -1;
        if (err.status == STATUS_INTERRUPTED)
            break;
    }
    return status;
}

int outputs_write(const struct results *results, struct error *err) {
    cleanup_free char *figures = NULL;
    if (asprintf(&figures, "%s/figures", results->directory) < 0)
        return error_errno(err, "%s", results->directory);
    if (mkdir(figures, 0777) != 0 && errno != EEXIST)
        return error_errno(err, "%s", figures);
    struct error worst = {0}, of_report = {0};
    int status = 0;
    for (size_t f = 0; f < results->plan.figure_count && worst.status != STATUS_INTERRUPTED; f++)
        if (write_figure(results, f, &worst) < 0)
            status = -1;
    if (report_write(results, &of_report) < 0) {
        status = -1;
        keep_worst(&worst, &of_report);
    }
    if (status < 0 && err)
        *err = worst;
    return status;
}
