/* progress.h - how far a run is, on stderr or where `out` says: one moving line with the time left
 * on a terminal, a plain line for each cell elsewhere and on a dumb one. */
#ifndef VIRTAX_PROGRESS_H
#define VIRTAX_PROGRESS_H

#include "base/terminal.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct progress {
    struct terminal terminal;
    int shown;             /* letters of the moving line */
    size_t cells, done;    /* of the whole plan */
    double started, spent; /* spent: seconds on the cells done in this run */
    size_t measured;       /* cells done in this run */
    FILE *out;             /* NULL: stderr */
    double left_s;         /* above 0: how long it takes, of who knows better than by `measured` */
};

/* Says no more than what failed: for many small runs in one. */
void progress_hush(bool on);

void progress_begin(struct progress *progress, size_t cells, size_t done);

/* Says what happens now: "fig02/kvm/r1", "booting". */
void progress_step(struct progress *progress, const char *cell, const char *what);

/* A cell is done; `record` tells whether it is valid. */
void progress_done(struct progress *progress, const char *cell, const json_t *record);

/* A line of its own that stays. */
void progress_say(struct progress *progress, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void progress_end(struct progress *progress);

#endif
