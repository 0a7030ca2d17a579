/* chart_whiskers.c - intervals with ends, or with arrows where the axis cuts them. */
#include "chart_whiskers.h"

#include <math.h>

const char chart_cut_caption[] = "Arrowheads: the interval goes on beyond the picture.";

struct chart_span chart_span_join(struct chart_span a, struct chart_span b) {
    return (struct chart_span){fmin(a.low, b.low), fmax(a.high, b.high)};
}

bool chart_whisker_cut(double low, double high, struct chart_span span) {
    return isfinite(low) && isfinite(high) && (low < span.low || high > span.high);
}

/* "x from to cut" */
static void put_end(FILE *script, double x, double middle, double end, struct chart_span span) {
    double seen = fmin(fmax(end, span.low), span.high);
    fprintf(script, "%.9g %.9g %.9g %d\n", x, middle, seen, seen < end || seen > end);
}

void chart_whisker_put(FILE *script, double x, double middle, double low, double high,
                       struct chart_span span) {
    if (!isfinite(low) || !isfinite(high))
        return;
    put_end(script, x, middle, low, span);
    put_end(script, x, middle, high, span);
}

void chart_whiskers_plot(FILE *script, size_t series, const char *colour, enum whiskers direction) {
    /* A vector's columns: x, y, and how far it goes along each. */
    bool standing = direction == WHISKERS_STANDING;
    const char *from = standing ? "1:2:(0)" : "2:1", *to = standing ? "" : ":(0)";
    fprintf(script,
            ", $w%zu using %s:($4 == 1 ? NaN : $3-$2)%s with vectors head size screen 0.006,90 "
            "fixed linewidth 1.6 linecolor rgb '%s' notitle"
            ", $w%zu using %s:($4 == 1 ? $3-$2 : NaN)%s with vectors head filled size screen "
            "0.011,22 fixed linewidth 1.6 linecolor rgb '%s' notitle",
            series, from, to, colour, series, from, to, colour);
}
