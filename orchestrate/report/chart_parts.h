/* chart_parts.h - what the two charts of a figure share: where things stand on the x axis, the
 * subtitle, and the way to a file. */
#ifndef VIRTAX_CHART_PARTS_H
#define VIRTAX_CHART_PARTS_H

#include "chart_whiskers.h"
#include "gnuplot.h"
#include "output.h"

/* Bars stand in groups of one width; lines stand at the swept value itself where all are numbers,
 * else at 0, 1, 2 ... */
struct chart_axis {
    bool lines, numeric;
    size_t count;
    double *at;   /* of each x */
    double *over; /* of each series at each x, where lines stand over another metric; NULL */
    const struct summary *metric; /* that one */
    double first;                 /* from there to the first series */
    double width;                 /* of one series in a group */
};

/* Where a series stands at x. */
double chart_axis_at(const struct chart_axis *axis, size_t series, size_t x);

int chart_axis_make(const struct summary *summary, struct chart_axis *axis, struct error *err);
/* Lines that stand over the means of another metric, which has the same series and x's. */
int chart_axis_over(struct chart_axis *axis, const struct summary *metric, struct error *err);

void chart_axis_free(struct chart_axis *axis);

/* Range, tics and label of the x axis; tics stand upright where `crowded`. */
void chart_axis_print(FILE *script, const struct summary *summary, const struct chart_axis *axis,
                      bool crowded);

/* Pixels that names on the x axis take below their own line where they do not fit beside each other
 * in so many pixels, and so stand upright; 0 where they fit. */
unsigned chart_tic_room(const struct summary *summary, double width);

/* What the ratios of a series need, 1 included. An interval wider than a factor of 4 (two blocks)
 * is cut rather than flatten all others. */
struct chart_span chart_ratio_span(const struct summary *summary, size_t series);

/* What an axis of ratios holds: logarithmic where they differ by factors, so that half and double
 * are equally far from 1. */
struct chart_range {
    bool logarithmic;
    double low, high;
};
struct chart_range chart_ratio_range(struct chart_span span);

/* Range and tics of an axis ('x' or 'y') of ratios. */
void chart_ratio_axis(FILE *script, char axis, struct chart_span span);

/* Room for the legend of all series and of one name more, unless that is NULL. */
void chart_legend(struct chart_frame *frame, const struct summary *summary, const char *more);

/* "fig02  TITLE, as ratio to native" */
void chart_ratio_title(const struct summary *summary, char *buffer, size_t size);

/* What must be said below ratios of which some are cut, or are none; NULL: nothing. */
const char *chart_ratio_notes(const struct summary *summary, bool cut, char *buffer, size_t size);

/* "emulated, not KVM;  quick profile, 5 blocks, CPU model", cut to what the picture holds */
const char *chart_subtitle(const struct results *results, const struct summary *summary,
                           char *buffer, size_t size);

/* Lets `put` write the script, and draws it. */
typedef int chart_script(FILE *script, const struct results *results, const struct summary *summary,
                         const char *path, struct error *err);
int chart_draw(const struct results *results, const struct summary *summary, const char *path,
               chart_script *put, struct error *err);

#endif
