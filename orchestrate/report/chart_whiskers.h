/* chart_whiskers.h - intervals as whiskers that keep within the picture: an end that lies beyond it
 * is drawn at its edge, as an arrowhead instead of a cap. */
#ifndef VIRTAX_CHART_WHISKERS_H
#define VIRTAX_CHART_WHISKERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What the picture holds of the y axis. */
struct chart_span {
    double low, high;
};

/* What holds both. */
struct chart_span chart_span_join(struct chart_span a, struct chart_span b);

/* Said below a chart where some whisker is cut. */
extern const char chart_cut_caption[];

/* False also where there is no interval. */
bool chart_whisker_cut(double low, double high, struct chart_span span);

/* Both ends of one whisker, as rows of a data block "$wN"; nothing where there is no interval. */
void chart_whisker_put(FILE *script, double x, double middle, double low, double high,
                       struct chart_span span);

/* ", $wN ..." in a plot command; lying whiskers have their values along x. */
enum whiskers { WHISKERS_STANDING, WHISKERS_LYING };
void chart_whiskers_plot(FILE *script, size_t series, const char *colour, enum whiskers direction);

#endif
