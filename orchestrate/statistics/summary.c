/* summary.c - rows from records: values of valid cells, paired by block with the reference. */
#include "summary.h"

#include "harness/cleanup.h"
#include "summary_warnings.h"

#include <math.h>
#include <string.h>

enum { PERMUTATION_DRAWS = 100000 };

static const double CONFIDENCE = 0.95, AA_FAMILY = 0.999;

double record_value(const json_t *record, const char *metric, const char *x) {
    if (!json_is_true(json_object_get(record, "valid")))
        return NAN;
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(json_object_get(record, "kernel"), "results"), i, result) {
        const char *its_metric = json_string_value(json_object_get(result, "metric"));
        const char *its_x = json_string_value(json_object_get(result, "x"));
        const json_t *value = json_object_get(result, "value");
        if (its_metric && its_x && strcmp(its_metric, metric) == 0 && strcmp(its_x, x) == 0)
            return json_is_number(value) ? json_number_value(value) : NAN;
    }
    return NAN;
}

/* The x's of a figure's table: the swept values, or the kernel's own. */
static const struct words *table_x(const struct plan_figure *figure) {
    return figure->sweep_key ? &figure->sweep_values : &figure->results;
}

/* One value for each block that the x stands in, in the plan's order; NAN where none counts. */
static size_t block_values(const struct plan *plan, const struct records *records,
                           const struct plan_figure *figure, size_t series, size_t x,
                           double *values) {
    const char *result = figure->results.word[figure->sweep_key ? 0 : x];
    size_t n = 0;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (&plan->figure[block->figure] != figure || (figure->sweep_key && block->x != (int)x))
            continue;
        const json_t *record = summary_record(plan, block, series, records);
        values[n++] = record ? record_value(record, figure->metric, result) : NAN;
    }
    return n;
}

static struct moments finite_moments(const double *values, size_t n) {
    cleanup_free double *finite = malloc((n + 1) * sizeof *finite);
    size_t count = 0;
    for (size_t i = 0; finite && i < n; i++)
        if (isfinite(values[i]))
            finite[count++] = values[i];
    return moments_of(finite, count);
}

static bool excludes_one(struct ratio ratio) {
    return ratio.lo > 1 || ratio.hi < 1;
}

static bool is_aa_series(const struct plan_figure *figure, size_t series) {
    const char *reference = figure->series[0].name, *name = figure->series[series].name;
    size_t size = strlen(reference);
    return strncmp(name, reference, size) == 0 && strcmp(name + size, "-2") == 0;
}

/* Adds one row of the A/A series to the gate; the values are the row's and its reference's. */
static void gate_row(struct summary *summary, const struct summary_row *row, const double *values,
                     const double *reference, size_t n) {
    struct summary_aa *aa = &summary->aa;
    if (row->ratio.n < 2)
        return;
    aa->rows++;
    aa->outside_gate += excludes_one(ratio_of(values, reference, n, aa->confidence));
    if (excludes_one(row->ratio)) {
        aa->outside_95++;
        summary_warn(summary, "%s: %s%s%s against itself is %.4f [%.4f, %.4f], outside its 95 %%",
                     summary->figure->name, row->series, *row->x ? " " : "", row->x,
                     row->ratio.ratio, row->ratio.lo, row->ratio.hi);
    }
}

/* The row against the study's baseline, whose values overwrite `baseline`. */
static void fill_effect(const struct plan *plan, const struct records *records,
                        const struct plan_figure *figure, size_t series, size_t x,
                        const double *values, double *baseline, struct summary_row *row) {
    int base = plan_baseline(figure);
    row->of_effect = (struct ratio){.n = row->moments.n, .ratio = 1, .lo = NAN, .hi = NAN};
    row->p_of_effect = NAN;
    if (base < 0 || !figure->series[series].effect || (int)series == base)
        return;
    size_t n = block_values(plan, records, figure, (size_t)base, x, baseline);
    row->of_effect = ratio_of(values, baseline, n, CONFIDENCE);
    row->p_of_effect = permutation_p(values, baseline, n, PERMUTATION_DRAWS, plan->seed);
}

static void fill_row(const struct plan *plan, const struct records *records,
                     struct summary *summary, size_t series, size_t x, double *values,
                     double *reference) {
    const struct plan_figure *figure = summary->figure;
    struct summary_row *row = &summary->row[summary->row_count++];
    size_t n = block_values(plan, records, figure, series, x, values);
    block_values(plan, records, figure, 0, x, reference);
    *row = (struct summary_row){
        .series = figure->series[series].name,
        .x = table_x(figure)->word[x],
        .metric = figure->metric,
        .unit = figure->unit,
        .moments = finite_moments(values, n),
        .ratio = {.n = 0, .ratio = 1, .lo = NAN, .hi = NAN},
        .p = NAN,
        .p_of_effect = NAN,
    };
    row->ratio.n = row->moments.n;
    if (series == 0)
        return;
    row->ratio = ratio_of(values, reference, n, CONFIDENCE);
    row->p = permutation_p(values, reference, n, PERMUTATION_DRAWS, plan->seed);
    if (is_aa_series(figure, series))
        gate_row(summary, row, values, reference, n);
    fill_effect(plan, records, figure, series, x, values, reference, row);
}

static void count_cells(const struct plan *plan, const struct records *records,
                        struct summary *summary) {
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (&plan->figure[block->figure] != summary->figure)
            continue;
        for (size_t s = 0; s < summary->figure->series_count; s++) {
            const json_t *record = summary_record(plan, block, s, records);
            const char *accel = json_string_value(json_object_get(record, "accel"));
            bool valid = json_is_true(json_object_get(record, "valid"));
            summary->cells_planned++;
            summary->cells_recorded += record != NULL;
            summary->cells_valid += valid;
            summary->emulated |= valid && accel && strcmp(accel, "tcg") == 0;
        }
    }
}

/* The gate's family is every row of the A/A series, whether it can be compared or not. */
static void declare_aa(struct summary *summary) {
    const struct plan_figure *figure = summary->figure;
    for (size_t s = 1; s < figure->series_count; s++)
        if (is_aa_series(figure, s))
            summary->aa = (struct summary_aa){
                .present = true,
                .confidence = family_confidence(AA_FAMILY, table_x(figure)->count),
            };
}

/* A gate without a comparison has not been passed. */
static void judge_aa(struct summary *summary) {
    struct summary_aa *aa = &summary->aa;
    if (!aa->present)
        return;
    aa->passed = aa->rows > 0 && aa->outside_gate == 0;
    if (aa->rows == 0)
        summary_warn(summary, "%s: A/A gate: no row has two pairs to compare; run more rounds",
                     summary->figure->name);
    else if (!aa->passed)
        summary_warn(summary, "%s: A/A gate failed: %zu of %zu rows differ from themselves",
                     summary->figure->name, aa->outside_gate, aa->rows);
}

int summarise(const struct plan *plan, size_t figure, const struct records *records,
              struct summary *summary, struct error *err) {
    const struct plan_figure *its = &plan->figure[figure];
    *summary = (struct summary){.figure = its};
    size_t count = table_x(its)->count;
    summary->row = calloc(its->series_count * count + 1, sizeof *summary->row);
    cleanup_free double *values = calloc(plan->block_count + 1, sizeof *values);
    cleanup_free double *reference = calloc(plan->block_count + 1, sizeof *reference);
    if (!summary->row || !values || !reference) {
        summary_free(summary);
        return error_failed(err, "%s: out of memory for its summary", its->name);
    }
    count_cells(plan, records, summary);
    summary_warn_of_records(plan, records, summary);
    declare_aa(summary);
    for (size_t series = 0; series < its->series_count; series++)
        for (size_t x = 0; x < count; x++)
            fill_row(plan, records, summary, series, x, values, reference);
    judge_aa(summary);
    return 0;
}

void summary_free(struct summary *summary) {
    free(summary->row);
    for (size_t i = 0; i < summary->warning_count; i++)
        free(summary->warning[i]);
    *summary = (struct summary){0};
}

const struct summary_row *summary_find(const struct summary *summary, const char *series,
                                       const char *x) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (strcmp(summary->row[i].series, series) == 0 && strcmp(summary->row[i].x, x) == 0)
            return &summary->row[i];
    return NULL;
}
