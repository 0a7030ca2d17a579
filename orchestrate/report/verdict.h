/* verdict.h - what a row says in words, with regard to the margin (docs/method.md, words). */
#ifndef VIRTAX_VERDICT_H
#define VIRTAX_VERDICT_H

#include "statistics/summary.h"

enum verdict {
    VERDICT_REFERENCE, /* the row that the others are compared with */
    VERDICT_NONE,      /* no interval: fewer than two pairs */
    VERDICT_UNDECIDED, /* nothing is claimed yet */
    VERDICT_EQUAL,     /* within the margin */
    VERDICT_BETTER,    /* different, to the better side */
    VERDICT_WORSE,     /* different, to the worse side */
    VERDICT_DIFFERENT, /* different, but nothing is known of the direction */
};
enum verdict verdict_of(const struct summary *summary, const struct summary_row *row);

/* The unit of a step between two rows: "%" of a ratio, that of the row of a difference, in which
 * "%" is "pp": percentage points. */
const char *step_unit(enum scale scale, const char *unit);

/* "equal within 1 %", "costs 2-4 %", "small gain, at most 1.4 %", "not resolved, at most 6 %; about
 * 40 more blocks". Numbers are the interval's, rounded away from its middle. Colour never stands
 * alone: these words say the same. Returns buffer. */
const char *verdict_text(const struct summary *summary, const struct summary_row *row, char *buffer,
                         size_t size);

/* What a reader must know of the words of these rows, in one sentence. Returns buffer. */
const char *verdict_note(const struct summary *summary, char *buffer, size_t size);

/* Of rows with fewer than 10 blocks of whole cells, one sentence; NULL where there are none: with
 * slices a block is a median, whose noise is nearly normal. */
const char *few_blocks_note(const struct summary *summary);

/* A positive number with two significant digits, rounded up or down, without zeros behind the
 * point: 6, 1.4, 23, 0.035, 1700. Returns buffer. */
const char *rounded(double value, bool up, char *buffer, size_t size);

#endif
