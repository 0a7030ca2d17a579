/* summary.c - rows from records: values of valid cells, paired by block with the reference. */
#include "summary.h"

#include "base/warnings.h"
#include "common/cleanup.h"
#include "plan/sweep.h"

#include <math.h>
#include <string.h>

enum { PERMUTATION_DRAWS = 100000 };

static const double CONFIDENCE = 0.95, AA_FAMILY = 0.999;

static double result_value(const json_t *kernel, const char *metric, const char *x, size_t size) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(kernel, "results"), i, result) {
        const char *its_metric = json_string_value(json_object_get(result, "metric"));
        const char *its_x = json_string_value(json_object_get(result, "x"));
        const json_t *value = json_object_get(result, "value");
        if (its_metric && its_x && strcmp(its_metric, metric) == 0 && strlen(its_x) == size &&
            strncmp(its_x, x, size) == 0)
            return json_is_number(value) ? json_number_value(value) : NAN;
    }
    return NAN;
}

double record_value(const json_t *record, const char *metric, const char *x) {
    static const char *const kernels[] = {"kernel", "peer_kernel"};
    double value = NAN;
    if (!json_is_true(json_object_get(record, "valid")))
        return NAN;
    for (size_t k = 0; k < 2 && isnan(value); k++) {
        const json_t *kernel = json_object_get(record, kernels[k]);
        for (const char *word = x; word && isnan(value);) {
            size_t size = strcspn(word, "|");
            value = result_value(kernel, metric, word, size);
            word = word[size] ? word + size + 1 : NULL;
        }
    }
    return value;
}

struct shown shown_of(const struct plan_figure *figure) {
    return (struct shown){.title = figure->title,
                          .metric = figure->metric,
                          .unit = figure->unit,
                          .axis = figure->axis,
                          .chart = figure->chart,
                          .paper = figure->paper,
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

/* What is summarised: which values of which records. */
struct view {
    const struct plan *plan;
    size_t figure;
    const char *metric;
    record_reader *read;
    const struct records *records;
};

/* One value for each block that the x stands in, in the plan's order; NAN where none counts. */
static size_t block_values(const struct view *view, size_t series, const struct summary_x *x,
                           double *values) {
    const struct plan *plan = view->plan;
    size_t n = 0;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != view->figure || block->x != x->value)
            continue;
        const json_t *record = records_of(plan, block, series, view->records);
        values[n++] = record ? view->read(record, view->metric, x->result) : NAN;
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
static void fill_effect(const struct view *view, size_t series, const struct summary_x *x,
                        const double *values, double *baseline, struct summary_row *row) {
    const struct plan_figure *figure = &view->plan->figure[view->figure];
    int base = plan_baseline(figure);
    row->of_effect = (struct ratio){.n = row->moments.n, .ratio = 1, .lo = NAN, .hi = NAN};
    row->p_of_effect = NAN;
    if (base < 0 || !figure->series[series].effect || (int)series == base)
        return;
    size_t n = block_values(view, (size_t)base, x, baseline);
    row->of_effect = ratio_of(values, baseline, n, CONFIDENCE);
    row->p_of_effect = permutation_p(values, baseline, n, PERMUTATION_DRAWS, view->plan->seed);
}

static void fill_row(const struct view *view, struct summary *summary, size_t series,
                     const struct summary_x *x, double *values, double *reference) {
    const struct plan_figure *figure = summary->figure;
    struct summary_row *row = &summary->row[summary->row_count++];
    size_t n = block_values(view, series, x, values);
    block_values(view, 0, x, reference);
    *row = (struct summary_row){
        .series = figure->series[series].name,
        .x = x->name,
        .value = x->value,
        .result = x->result,
        .paper_x = x->paper,
        .metric = summary->shown.metric,
        .unit = summary->shown.unit,
        .moments = finite_moments(values, n),
        .ratio = {.n = 0, .ratio = 1, .lo = NAN, .hi = NAN},
        .p = NAN,
        .p_of_effect = NAN,
    };
    row->ratio.n = row->moments.n;
    if (series == 0)
        return;
    row->ratio = ratio_of(values, reference, n, CONFIDENCE);
    row->p = permutation_p(values, reference, n, PERMUTATION_DRAWS, view->plan->seed);
    if (is_aa_series(figure, series))
        gate_row(summary, row, values, reference, n);
    fill_effect(view, series, x, values, reference, row);
}

static void count_cells(const struct plan *plan, const struct records *records,
                        struct summary *summary) {
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (block->figure != summary->index)
            continue;
        for (size_t s = 0; s < summary->figure->series_count; s++) {
            const json_t *record = records_of(plan, block, s, records);
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
                .confidence = family_confidence(AA_FAMILY, summary->x_count),
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

int summary_make(const struct plan *plan, size_t figure, struct shown shown, record_reader *read,
                 const struct records *records, struct summary *summary, struct error *err) {
    const struct plan_figure *of = &plan->figure[figure];
    const struct view view = {plan, figure, shown.metric, read, records};
    *summary = (struct summary){
        .figure = of, .index = figure, .shown = shown, .series_count = of->series_count};
    bool named = name_all_x(summary) == 0;
    summary->row = calloc(of->series_count * summary->x_count + 1, sizeof *summary->row);
    cleanup_free double *values = calloc(plan->block_count + 1, sizeof *values);
    cleanup_free double *reference = calloc(plan->block_count + 1, sizeof *reference);
    if (!named || !summary->row || !values || !reference) {
        summary_free(summary);
        return error_failed(err, "%s: out of memory for its summary", of->name);
    }
    count_cells(plan, records, summary);
    declare_aa(summary);
    for (size_t series = 0; series < of->series_count; series++)
        for (size_t x = 0; x < summary->x_count; x++)
            fill_row(&view, summary, series, &summary->x[x], values, reference);
    judge_aa(summary);
    return 0;
}

void summary_free(struct summary *summary) {
    free(summary->row);
    for (size_t i = 0; i < summary->x_count; i++)
        free(summary->x[i].name);
    free(summary->x);
    for (size_t i = 0; i < summary->warning_count; i++)
        free(summary->warning[i]);
    free(summary->warning);
    *summary = (struct summary){0};
}

const struct summary_row *summary_find(const struct summary *summary, const char *series,
                                       const char *x) {
    for (size_t i = 0; i < summary->row_count; i++)
        if (strcmp(summary->row[i].series, series) == 0 && strcmp(summary->row[i].x, x) == 0)
            return &summary->row[i];
    return NULL;
}

void summary_warn(struct summary *summary, const char *format, ...) {
    va_list args;
    va_start(args, format);
    warnings_add(&summary->warning, &summary->warning_count, format, args);
    va_end(args);
}

const char *summary_series(const struct summary *summary, size_t series) {
    return summary->row[series * summary_x_count(summary)].series;
}

size_t summary_x_count(const struct summary *summary) {
    return summary->series_count ? summary->row_count / summary->series_count : 0;
}

const struct summary_row *summary_at(const struct summary *summary, size_t series, size_t x) {
    return &summary->row[series * summary_x_count(summary) + x];
}
