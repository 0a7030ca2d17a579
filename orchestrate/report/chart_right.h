/* chart_right.h - the right axis of a chart of lines ("right = overhead"): how far each series is
 * from the reference, dashed and in its own colour. */
#ifndef VIRTAX_CHART_RIGHT_H
#define VIRTAX_CHART_RIGHT_H

#include "chart_parts.h"

/* Has the figure a right axis, and some row a ratio that could stand there? */
bool chart_right_present(const struct summary *summary);

/* What the legend calls a dashed line. */
extern const char chart_right_name[];

/* The axis' title: "overhead against native, %", and " (log)" where it is. Returns buffer. */
const char *chart_right_title(const struct summary *summary, char *buffer, size_t size);

/* What must be said below: of the points on both axes, and of what is not in the picture (NULL:
 * nothing); `cut`: some whisker is. */
extern const char chart_right_caption[];
const char *chart_right_notes(const struct summary *summary, bool cut, char *buffer, size_t size);

/* Range and tics of the axis, and the data blocks $o1, $o2 ... of all series but the reference. */
void chart_right_put(FILE *script, const struct summary *summary, const struct chart_axis *axis);

/* ", ..." in a plot command: their entry in the legend, no difference as a dotted line, the series.
 */
void chart_right_plot(FILE *script, const struct summary *summary);

#endif
