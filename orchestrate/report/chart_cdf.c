/* chart_cdf.c - latencies as whole distributions: how many requests were done within which time,
 * from the kernels' histograms, the report's own percentiles beside them. */
#include "chart_cdf.h"

#include "chart_parts.h"
#include "common/cleanup.h"
#include "palette.h"

#include <math.h>
#include <string.h>

static const char caption[] =
    "All that was timed in valid blocks, from histograms with buckets of at most 1 %.";
static const char second_caption[] = "Dashed: IBM Research Report RC25482 (2014), other hardware.";

void distribution_free(struct distribution *distribution) {
    free(distribution->bucket);
    *distribution = (struct distribution){0};
}

static int add(struct distribution *distribution, double upper, double count) {
    struct bucket *grown =
        reallocarray(distribution->bucket, distribution->count + 1, sizeof *grown);
    if (!grown)
        return -1;
    distribution->bucket = grown;
    grown[distribution->count++] = (struct bucket){upper, count};
    distribution->total += count;
    return 0;
}

const json_t *distributions_of(const json_t *record) {
    const json_t *own = json_object_get(json_object_get(record, "kernel"), "histograms");
    const json_t *peers = json_object_get(json_object_get(record, "peer_kernel"), "histograms");
    return json_array_size(own) > 0 ? own : json_array_size(peers) > 0 ? peers : NULL;
}

int distribution_add(struct distribution *distribution, const json_t *record, const char *metric,
                     const char *x) {
    size_t i, k;
    const json_t *histogram, *bucket;
    json_array_foreach(distributions_of(record), i, histogram) {
        const char *of = json_string_value(json_object_get(histogram, "metric"));
        const char *kind = json_string_value(json_object_get(histogram, "x"));
        if (!of || !kind || strcmp(of, metric) != 0 || strcmp(kind, x) != 0)
            continue;
        json_array_foreach(json_object_get(histogram, "buckets"), k, bucket) {
            double upper = json_number_value(json_array_get(bucket, 0));
            double count = json_number_value(json_array_get(bucket, 1));
            if (count > 0 && add(distribution, upper, count) < 0)
                return -1;
        }
    }
    return 0;
}

static int by_upper(const void *a, const void *b) {
    const struct bucket *one = a, *other = b;
    return (one->upper > other->upper) - (one->upper < other->upper);
}

void distribution_sort(struct distribution *distribution) {
    if (distribution->count > 0)
        qsort(distribution->bucket, distribution->count, sizeof *distribution->bucket, by_upper);
}

double distribution_at(const struct distribution *distribution, double share) {
    double seen = 0;
    for (size_t i = 0; i < distribution->count; i++) {
        seen += distribution->bucket[i].count;
        if (seen >= share * distribution->total)
            return distribution->bucket[i].upper;
    }
    return NAN;
}

/* "read" of "read-p50": the histogram that a figure's percentiles are of. */
static void histogram_name(const struct plan_figure *figure, char *name, size_t size) {
    const char *result = figure->results.word[0], *dash = strrchr(result, '-');
    snprintf(name, size, "%.*s", dash ? (int)(dash - result) : (int)strlen(result), result);
}

static int collect(const struct results *results, const struct summary *summary, size_t series,
                   struct distribution *distribution, struct error *err) {
    const struct plan *plan = &results->plan;
    char name[64];
    histogram_name(summary->figure, name, sizeof name);
    for (size_t i = 0; i < plan->block_count; i++) {
        const json_t *record = records_of(plan, &plan->block[i], series, &results->records);
        if (plan->block[i].figure == summary->index &&
            json_is_true(json_object_get(record, "valid")) &&
            distribution_add(distribution, record, summary->figure->metric, name) < 0)
            return error_failed(err, "a distribution: out of memory");
    }
    distribution_sort(distribution);
    return 0;
}

/* $sN: latency, percent; no finer than the picture shows. */
static void put_curve(FILE *script, size_t series, const struct distribution *distribution) {
    const double step = 0.1;
    double seen = 0, put = -step;
    fprintf(script, "$s%zu << EOD\n%s", series, distribution->count ? "" : "NaN NaN\n");
    for (size_t i = 0; i < distribution->count; i++) {
        seen += distribution->bucket[i].count;
        double percent = 100 * seen / distribution->total;
        if (percent < put + step && i + 1 < distribution->count)
            continue;
        fprintf(script, "%.6g %.6g\n", distribution->bucket[i].upper, percent);
        put = percent;
    }
    fprintf(script, "EOD\n");
}

/* $pN likewise; false where the report has none. */
static bool put_report(FILE *script, const struct results *results,
                       const struct plan_figure *figure, size_t series) {
    size_t points = 0;
    fprintf(script, "$p%zu << EOD\n", series);
    for (size_t i = 0; figure->paper && i < results->paper.count; i++) {
        const struct paper_point *point = &results->paper.point[i];
        if (strcmp(point->figure, figure->paper) != 0 ||
            strcmp(point->series, figure->series[series].name) != 0)
            continue;
        fprintf(script, "%.6g %s\n", point->mean, point->x);
        points++;
    }
    fprintf(script, "EOD\n");
    return points > 0;
}

static bool is_reported(const struct results *results, const struct plan_figure *figure) {
    for (size_t i = 0; figure->paper && i < results->paper.count; i++)
        if (strcmp(results->paper.point[i].figure, figure->paper) == 0)
            return true;
    return false;
}

/* Where nothing was measured the frame is empty, as wide as the report's own. */
static void put_range(FILE *script, const struct shown *shown, const struct distribution *all,
                      size_t count) {
    double low = INFINITY, high = 0;
    for (size_t s = 0; s < count; s++)
        if (all[s].total > 0) {
            low = fmin(low, distribution_at(&all[s], 0.001));
            high = fmax(high, distribution_at(&all[s], 0.999));
        }
    if (!(high > 0)) {
        low = 1;
        high = 1000;
    }
    fprintf(script,
            "set logscale x 10\nset xtics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, "
            "10000, 20000, 50000, 100000, 200000, 500000, 1000000)\nset xrange [%.6g:%.6g]\nset "
            "yrange [0:100]\nset grid xtics\nset xlabel ",
            fmax(low, 0.1) / 1.1, high * 1.1);
    char label[128];
    snprintf(label, sizeof label, "%s, %s", shown->axis, shown->unit);
    gnuplot_quote(script, label);
    fprintf(script, " noenhanced offset 0,0.3 textcolor rgb '" CHART_FAINT_INK "'\n");
}

static int put_curves(FILE *script, const struct results *results, const struct summary *summary,
                      struct error *err) {
    const struct plan_figure *plan = summary->figure;
    cleanup_free struct distribution *all = calloc(plan->series_count, sizeof *all);
    cleanup_free bool *reported = calloc(plan->series_count, sizeof *reported);
    int status = 0;
    if (!all || !reported)
        return error_failed(err, "out of memory");
    for (size_t s = 0; status == 0 && s < plan->series_count; s++)
        status = collect(results, summary, s, &all[s], err);
    put_range(script, &summary->shown, all, plan->series_count);
    for (size_t s = 0; s < plan->series_count; s++) {
        put_curve(script, s, &all[s]);
        reported[s] = put_report(script, results, plan, s);
        distribution_free(&all[s]);
    }
    for (size_t s = 0; s < plan->series_count; s++) {
        const char *colour = palette_colour(plan, s);
        fprintf(script,
                "%s$s%zu using 1:2 with linespoints linewidth 2 pointtype %d pointsize 0.8 "
                "pointinterval -12 linecolor rgb '%s' title ",
                s ? ", " : "plot ", s, palette_point(summary, s), colour);
        gnuplot_quote(script, plan->series[s].name);
        if (reported[s])
            fprintf(script,
                    ", $p%zu using 1:2 with linespoints dashtype 2 pointtype 7 pointsize 0.3 "
                    "linecolor rgb '%s' notitle",
                    s, colour);
    }
    fprintf(script, "\n");
    return status;
}

int chart_cdf_script(FILE *script, const struct results *results, const struct summary *summary,
                     const char *path, struct error *err) {
    const struct plan_figure *plan = summary->figure;
    char title[256], subtitle[256];
    snprintf(title, sizeof title, "%s  %s", plan->name, plan->title);
    struct chart_frame frame = {
        .title = title,
        .subtitle = chart_subtitle(results, summary, subtitle, sizeof subtitle),
        .caption = caption,
        .second_caption = is_reported(results, plan) ? second_caption : NULL,
        .y_label = "done within that time, %",
        .rows = 1,
        .narrow = gnuplot_is_narrow(path)};
    chart_legend(&frame, summary, NULL);
    return gnuplot_frame(script, path, &frame, err) < 0 ? -1
                                                        : put_curves(script, results, summary, err);
}
