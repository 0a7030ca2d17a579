/* chart_parts.c - axes, spans and subtitles that several charts have alike. */
#include "chart_parts.h"

#include "common/cleanup.h"
#include "reading.h"
#include "wire.h"

#include <math.h>
#include <string.h>

enum {
    TICS = 8,               /* more swept values than that need no tic each */
    SUBTITLE_LETTERS = 100, /* that stay within the picture */
};

static bool is_lines(const struct summary *summary) {
    return strcmp(summary->shown.chart, "lines") == 0;
}

/* Are all x's plain ascending numbers? */
static bool is_numeric(const struct summary *summary) {
    size_t count = summary_x_count(summary);
    double before = -INFINITY;
    for (size_t x = 0; x < count; x++) {
        const char *text = summary_at(summary, 0, x)->x;
        char *end = NULL;
        double at = strtod(text, &end);
        if (end == text || *end || !isfinite(at) || at <= before)
            return false;
        before = at;
    }
    return count > 1;
}

unsigned chart_tic_room(const struct summary *summary, double width) {
    size_t count = summary_x_count(summary), longest = 0;
    if (is_lines(summary) && is_numeric(summary))
        return 0;
    for (size_t x = 0; x < count; x++) {
        size_t length = strlen(summary_at(summary, 0, x)->x);
        longest = length > longest ? length : longest;
    }
    bool fits = (double)(longest * GNUPLOT_LETTER * count) <= width;
    return fits || count < 2 ? 0 : (unsigned)(0.6 * (double)(longest * GNUPLOT_LETTER));
}

int chart_axis_make(const struct summary *summary, struct chart_axis *axis, struct error *err) {
    *axis = (struct chart_axis){.lines = is_lines(summary), .count = summary_x_count(summary)};
    axis->at = calloc(axis->count + 1, sizeof *axis->at);
    if (!axis->at)
        return error_errno(err, "axis of %zu points", axis->count);
    axis->numeric = axis->lines && is_numeric(summary);
    for (size_t x = 0; x < axis->count; x++)
        axis->at[x] = axis->numeric ? strtod(summary_at(summary, 0, x)->x, NULL) : (double)x;
    size_t series = summary->series_count;
    axis->width = 0.78 / (double)(series ? series : 1);
    axis->first = -((double)series - 1) / 2 * axis->width;
    return 0;
}

int chart_axis_over(struct chart_axis *axis, const struct summary *metric, struct error *err) {
    if (summary_x_count(metric) != axis->count)
        return error_failed(err, "%s: %zu points stand over %zu", metric->figure->name, axis->count,
                            summary_x_count(metric));
    axis->over = calloc(metric->series_count * axis->count + 1, sizeof *axis->over);
    if (!axis->over)
        return error_errno(err, "axis of %zu points", axis->count);
    for (size_t s = 0; s < metric->series_count; s++)
        for (size_t x = 0; x < axis->count; x++)
            axis->over[s * axis->count + x] = summary_at(metric, s, x)->moments.mean;
    axis->metric = metric;
    return 0;
}

double chart_axis_at(const struct chart_axis *axis, size_t series, size_t x) {
    if (axis->over)
        return axis->over[series * axis->count + x];
    return axis->at[x] + (axis->lines ? 0 : axis->first + (double)series * axis->width);
}

void chart_axis_free(struct chart_axis *axis) {
    free(axis->at);
    free(axis->over);
}

/* From the least to the largest, since what matters may be close together. */
static void print_over(FILE *script, const struct chart_axis *axis) {
    const struct summary *metric = axis->metric;
    double low = INFINITY, high = -INFINITY;
    char label[128];
    for (size_t i = 0; i < metric->series_count * axis->count; i++) {
        if (!isfinite(axis->over[i]))
            continue;
        low = fmin(low, axis->over[i]);
        high = fmax(high, axis->over[i]);
    }
    if (!isfinite(low))
        low = high = 0;
    low = fmin(low, 0.9 * high); /* or noise would fill the picture */
    double margin = high > low ? 0.04 * (high - low) : 1;
    fprintf(script, "set xrange [%.9g:%.9g]\nset xlabel ", low - margin, high + margin);
    snprintf(label, sizeof label, "%s, %s", metric->shown.axis, metric->shown.unit);
    gnuplot_quote(script, label);
    fprintf(script, " noenhanced offset 0,0.3 textcolor rgb '" CHART_FAINT_INK "'\n");
}

/* "rate, and its share of 41200 req/s, native's throughput" */
static const char *load_label(const struct plan_figure *figure, char *buffer, size_t size) {
    char of[200];
    snprintf(buffer, size, "%s, and its share of %s", figure->sweep_key,
             plan_shares_text(&figure->shares, of, sizeof of));
    return buffer;
}

/* A tic's text is a format: what it says is doubled where it would be a number's place. */
static void quote_tic(FILE *script, const char *text) {
    char doubled[256];
    size_t used = 0;
    for (; *text && used + 2 < sizeof doubled; text++) {
        doubled[used++] = *text;
        if (*text == '%')
            doubled[used++] = '%';
    }
    doubled[used] = '\0';
    gnuplot_quote(script, doubled);
}

/* Below the tic's own text. */
static void print_share(FILE *script, const struct plan_figure *figure, int value) {
    fputs(".\"\\n\".", script);
    quote_tic(script, figure->shares.of.word[value]);
}

void chart_axis_print(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      bool crowded) {
    if (axis->over) {
        print_over(script, axis);
        return;
    }
    double first = axis->count ? axis->at[0] : 0,
           last = axis->count ? axis->at[axis->count - 1] : 0;
    /* A single group keeps the width that it has among three. */
    double margin = axis->count < 3 ? 0.55 + 0.35 * (3.0 - (double)axis->count) : 0.55;
    if (axis->numeric)
        margin = 0.04 * (last - first);
    bool shares = axis->numeric && axis->count <= TICS && summary->figure->shares.of.count > 0;
    fprintf(script, "set xrange [%.9g:%.9g]\n", first - margin, last + margin);
    if (summary->figure->sweep_key) {
        char label[256];
        fprintf(script, "set xlabel ");
        gnuplot_quote(script, shares ? load_label(summary->figure, label, sizeof label)
                                     : summary->figure->sweep_key);
        fprintf(script, " noenhanced offset 0,%.1f textcolor rgb '" CHART_FAINT_INK "'\n",
                shares ? -0.7 : 0.3);
    }
    if (axis->numeric && axis->count > TICS)
        return; /* gnuplot's own round numbers */
    fprintf(script, "set xtics noenhanced %s%s (", crowded ? "rotate by 45 right" : "norotate",
            shares ? " font ',10'" : "");
    for (size_t x = 0; x < axis->count; x++) {
        fprintf(script, "%s", x ? ", " : "");
        quote_tic(script, summary_at(summary, 0, x)->x);
        if (shares)
            print_share(script, summary->figure, summary_at(summary, 0, x)->value);
        fprintf(script, " %.9g", axis->at[x]);
    }
    fprintf(script, ")\n");
}

static void widen(struct chart_span *span, double ratio) {
    if (isfinite(ratio) && ratio > 0) {
        span->low = fmin(span->low, ratio);
        span->high = fmax(span->high, ratio);
    }
}

struct chart_span chart_ratio_span(const struct summary *summary, size_t series) {
    struct chart_span span = {1, 1};
    for (size_t x = 0; x < summary_x_count(summary); x++) {
        const struct estimate *ratio = &summary_at(summary, series, x)->against.ratio;
        widen(&span, ratio->value);
        widen(&span, fmax(ratio->lo, ratio->value / 4));
        widen(&span, fmin(ratio->hi, ratio->value * 4));
    }
    return span;
}

struct chart_range chart_ratio_range(struct chart_span span) {
    if (span.high / span.low > 3)
        return (struct chart_range){true, span.low / 1.3, span.high * 1.3};
    double margin = fmax(0.15 * (span.high - span.low), 0.002);
    return (struct chart_range){false, span.low - margin, span.high + margin};
}

void chart_ratio_axis(FILE *script, char axis, struct chart_span span) {
    struct chart_range range = chart_ratio_range(span);
    if (range.logarithmic)
        fprintf(script,
                "set logscale %c 10\nset %ctics (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, "
                "0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)\n",
                axis, axis);
    else
        fprintf(script, "unset logscale %c\nset %ctics autofreq\n", axis, axis);
    fprintf(script, "set %crange [%.9g:%.9g]\n", axis, range.low, range.high);
}

void chart_legend(struct chart_frame *frame, const struct summary *summary, const char *more) {
    size_t longest = more ? strlen(more) : 0;
    for (size_t s = 0; s < summary->series_count; s++) {
        size_t length = strlen(summary_series(summary, s));
        longest = length > longest ? length : longest;
    }
    gnuplot_legend(frame, summary->series_count + (more != NULL), longest);
}

void chart_ratio_title(const struct summary *summary, char *buffer, size_t size) {
    snprintf(buffer, size, "%s  %s, as ratio to %s", summary->figure->name, summary->shown.title,
             summary_series(summary, 0));
}

const char *chart_ratio_notes(const struct summary *summary, bool cut, char *buffer, size_t size) {
    bool differs = any_difference(summary);
    snprintf(buffer, size, "%s%s%s", cut ? chart_cut_caption : "", cut && differs ? " " : "",
             differs ? "No dot: the table tells a difference instead of a ratio." : "");
    return *buffer ? buffer : NULL;
}

static const char *cpu_model(const struct results *results) {
    return json_string_value(
        json_object_get(json_object_get(results->machine, "before"), "cpu_model"));
}

const char *chart_subtitle(const struct results *results, const struct summary *summary,
                           char *buffer, size_t size) {
    const char *model = cpu_model(results);
    char wire[128];
    wire_text(results, summary->index, wire, sizeof wire);
    snprintf(buffer, size, "%s%s profile, %u blocks%s%s%s%s",
             summary->emulated ? "emulated, not KVM;  " : "", results->plan.profile,
             summary->figure->rounds, *wire ? ", " : "", wire, model ? ", " : "",
             model ? model : "");
    size_t head = text_head(buffer, SUBTITLE_LETTERS);
    if (buffer[head] && head + sizeof "…" <= size)
        memcpy(buffer + head, "…", sizeof "…");
    return buffer;
}

int chart_draw(const struct results *results, const struct summary *summary, const char *path,
               chart_script *put, struct error *err) {
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *script = open_memstream(&text, &size);
    if (!script)
        return error_errno(err, "%s", path);
    int status = put(script, results, summary, path, err);
    if (fclose(script) != 0 && status == 0)
        status = error_errno(err, "%s", path);
    return status < 0 ? -1 : gnuplot_draw(text, path, err);
}
