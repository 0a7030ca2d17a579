/* paper.h - the numbers of RC25482 (data/paper/figures.csv) for overlays. */
#ifndef VIRTAX_PAPER_H
#define VIRTAX_PAPER_H

#include "common/error.h"

#include <stddef.h>

struct paper_point {
    char *line; /* that the texts stand in */
    const char *figure, *series, *x, *metric, *unit;
    double mean, sd; /* sd NAN where the report has one value only */
    unsigned n;
};

struct paper {
    size_t count;
    struct paper_point *point;
};

/* Reads the table; "PATH:LINE: cause" on malformed lines. */
int paper_read(const char *path, struct paper *paper, struct error *err);
void paper_free(struct paper *paper);

/* The point, x compared without regard to case ("COPY" is "copy"), its percentile "99" being our
 * "read-p99"; NULL where there is none, and for an x of NULL. */
const struct paper_point *paper_find(const struct paper *paper, const char *figure,
                                     const char *series, const char *x);

/* series / reference at x; NAN where either is missing. */
double paper_ratio(const struct paper *paper, const char *figure, const char *series,
                   const char *reference, const char *x);

#endif
