/* drawn.h - what a chart's writer draws, as text. */
#ifndef VIRTAX_TESTS_DRAWN_H
#define VIRTAX_TESTS_DRAWN_H

#include "common/smallfile.h"
#include "needs.h"
#include "report/output.h"
#include "scratch.h"

/* The SVG in a file of that name below the scratch directory; free it. */
static char *drawn_as(const char *name, output_writer *draw, const struct results *results,
                      const struct summary *summary) {
    struct error err = {0};
    needs_gnuplot();
    const char *path = scratch_path(name);
    if (draw(results, summary, path, &err) < 0)
        fail_msg("%s", err.text);
    char *svg = small_file_read(path, &err);
    assert_non_null(svg);
    return svg;
}

__attribute__((unused)) static char *drawn(output_writer *draw, const struct results *results,
                                           const struct summary *summary) {
    return drawn_as("chart.svg", draw, results, summary);
}

#endif
