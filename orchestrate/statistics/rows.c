/* rows.c - rows from records: values of valid cells, paired by block with the reference. */
#include "rows.h"

#include "aa.h"
#include "cells.h"
#include "common/cleanup.h"
#include "plan/plan_views.h"
#include "plan/sweep.h"

#include <math.h>
#include <string.h>

double record_shown(const struct shown *shown, const json_t *record, const char *x) {
    return record_value(record, shown->metric, x);
}

struct shown shown_of(const struct plan_figure *figure) {
    return (struct shown){.title = figure->title,
                          .metric = figure->metric,
                          .unit = figure->unit,
                          .axis = figure->axis,
                          .chart = figure->chart,
                          .paper = figure->paper,
                          .right = figure->right,
                          .direction = yields_direction(figure->yields, figure->metric),
                          .scale = yields_crowd(figure->yields) ? BY_DIFFERENCE : BY_RATIO,
                          .yields = figure->yields,
                          .result_count = figure->results.count,
                          .result = (const char *const *)figure->results.word};
}

/* The name of the i-th x, and where it is found. */
static int name_x(const struct summary *summary, size_t i, struct summary_x *x) {
    const struct plan_figure *figure = summary->figure;
    size_t results = summary->shown.result_count;
    const char *result = summary->shown.result[i % results];
    *x = (struct summary_x){.value = -1, .result = result, .paper = result};
    if (!sweep_present(figure))
        return (x->name = strdup(result)) ? 0 : -1;
    x->value = (int)(i / results);
    const char *value = figure->sweep_values.word[x->value];
    x->paper = i % results == 0 ? value : NULL;
    if (results == 1)
        return (x->name = strdup(value)) ? 0 : -1;
    int length = asprintf(&x->name, "%s %s", value, result);
    if (length < 0)
        x->name = NULL;
    return length < 0 ? -1 : 0;
}

/* The x's of a figure's table: the kernel's own, the swept values, or both together. */
static int name_all_x(struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    size_t values = sweep_present(figure) ? figure->sweep_values.count : 1;
    size_t count = values * summary->shown.result_count;
    summary->x = calloc(count, sizeof *summary->x);
    if (!summary->x)
        return -1;
    while (summary->x_count < count) {
        size_t i = summary->x_count++;
        if (name_x(summary, i, &summary->x[i]) < 0)
            return -1;
    }
    return 0;
}

/* The steps of these blocks, in the same order, of a series against another one. What is computed
 * from whole records, such as cost, has no slices. */
static size_t block_steps(const struct cells *cells, size_t series, size_t against,
                          const struct summary_x *x, struct step *step) {
    const struct plan *plan = cells->plan;
    size_t n = 0;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (!cells_have(cells, block, x))
            continue;
        const json_t *its = records_of(plan, block, series, cells->records);
        const json_t *other = records_of(plan, block, against, cells->records);
        step[n++] = cells->read == record_shown
                        ? step_of_records(x->scale, its, other, cells->shown->metric, x->result)
                        : step_of_values(x->scale, cells_value(cells, its, x),
                                         cells_value(cells, other, x));
    }
    return n;
}

/* The row against the study's baseline. */
static struct comparison effect_of(const struct cells *cells, size_t series,
                                   const struct summary_x *x, size_t own, struct step *step) {
    const struct plan_figure *figure = &cells->plan->figure[cells->figure];
    int base = plan_baseline(figure);
    if (base < 0 || !figure->series[series].effect || (int)series == base)
        return comparison_with_itself(x->scale, own);
    size_t n = block_steps(cells, series, (size_t)base, x, step);
    return comparison_of(x->scale, step, n, cells->plan->seed);
}

static void fill_row(const struct cells *cells, struct summary *summary, size_t series,
                     const struct summary_x *x, double **values, struct step *step) {
    const struct plan_figure *figure = summary->figure;
    struct summary_row *row = &summary->row[summary->row_count++];
    size_t blocks = cells_values(cells, series, x, *values);
    struct moments moments = moments_of(*values, blocks);
    *row = (struct summary_row){
        .figure = figure->name,
        .series = figure->series[series].name,
        .planned = series,
        .x = x->name,
        .value = x->value,
        .result = x->result,
        .paper_x = x->paper,
        .metric = summary->shown.metric,
        .unit = summary->shown.unit,
        .blocks = blocks,
        .values = *values,
        .moments = moments,
        .against = comparison_with_itself(x->scale, moments.n),
    };
    if (series > 0) {
        size_t n = block_steps(cells, series, 0, x, step);
        row->against = comparison_of(x->scale, step, n, cells->plan->seed);
        if (aa_is(figure, series))
            aa_add(summary, row, x->scale, step, n);
    }
    row->of_effect = effect_of(cells, series, x, moments.n, step);
    *values += blocks;
}

/* No ratio has a value that is 0, or less: one such value and all series are compared by difference
 * here, so that rows beside each other mean the same. */
static enum scale find_scale(const struct cells *cells, size_t series_count,
                             const struct summary_x *x, double *values) {
    if (cells->shown->scale == BY_DIFFERENCE)
        return BY_DIFFERENCE;
    for (size_t s = 0; s < series_count; s++)
        if (scale_for(values, cells_values(cells, s, x, values)) == BY_DIFFERENCE)
            return BY_DIFFERENCE;
    return BY_RATIO;
}

/* Of values that are computed from records: no work has no cost, a single interval no variation. */
static void tell_untold(const struct cells *cells, struct summary *summary) {
    for (size_t s = 0; cells->read != record_shown && s < summary->series_count; s++) {
        size_t untold = 0;
        for (size_t i = 0; i < cells->plan->block_count; i++) {
            const struct plan_block *block = &cells->plan->block[i];
            const json_t *record = block->figure == cells->figure
                                       ? records_of(cells->plan, block, s, cells->records)
                                       : NULL;
            untold += json_is_true(json_object_get(record, "valid")) &&
                      !isfinite(cells->read(cells->shown, record, cells->shown->result[0]));
        }
        if (untold > 0)
            summary_warn(summary, "%s: valid cells of %s that tell no %s: %zu",
                         summary->figure->name, summary_series(summary, s), cells->shown->metric,
                         untold);
    }
}

static void count_cells(const struct plan *plan, const struct records *records,
                        struct summary *summary) {
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != summary->index)
            continue;
        for (size_t s = 0; s < summary->figure->series_count; s++) {
            const json_t *record = records_of(plan, block, s, records);
            bool valid = json_is_true(json_object_get(record, "valid"));
            summary->cells_planned++;
            summary->cells_recorded += record != NULL;
            summary->cells_valid += valid;
            summary->emulated |= valid && record_is_emulated(record);
        }
    }
}

int summary_make(const struct plan *plan, size_t figure, struct shown shown, record_reader *read,
                 const struct records *records, struct summary *summary, struct error *err) {
    const struct plan_figure *of = &plan->figure[figure];
    const struct cells cells = {plan, plan_shown_by(plan, figure), &shown, read, records};
    *summary = (struct summary){.figure = of,
                                .index = cells.figure,
                                .shown = shown,
                                .margin = plan->margin,
                                .series_count = of->series_count};
    bool named = name_all_x(summary) == 0;
    summary->row = calloc(of->series_count * summary->x_count + 1, sizeof *summary->row);
    size_t most = of->series_count * plan->block_count * (shown.result_count + 1) + 1;
    double *values = summary->values = calloc(most, sizeof *values);
    cleanup_free struct step *step = calloc(plan->block_count + 1, sizeof *step);
    if (!named || !summary->row || !values || !step) {
        summary_free(summary);
        return error_failed(err, "%s: out of memory for its summary", of->name);
    }
    count_cells(plan, records, summary);
    aa_declare(summary);
    for (size_t x = 0; x < summary->x_count; x++)
        summary->x[x].scale = find_scale(&cells, of->series_count, &summary->x[x], values);
    for (size_t series = 0; series < of->series_count; series++)
        for (size_t x = 0; x < summary->x_count; x++)
            fill_row(&cells, summary, series, &summary->x[x], &values, step);
    aa_judge(summary);
    summary_judge(summary);
    summary_tell_pairs(summary);
    summary_tell_skewed(summary);
    tell_untold(&cells, summary);
    return 0;
}
