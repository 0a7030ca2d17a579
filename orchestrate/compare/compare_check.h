/* compare_check.h - whether two runs may be compared, and what runs are called. */
#ifndef VIRTAX_COMPARE_CHECK_H
#define VIRTAX_COMPARE_CHECK_H

#include "base/words.h"
#include "report/output.h"

/* What may be compared although it differs. */
struct compare_allowed {
    bool emulated, parameters;
};

/* Is it sound to compare these two of a figure? Refuses, or adds what is allowed, and what differs
 * besides, to `warnings`. */
int compare_check(const struct results *run, size_t other, size_t first_figure, size_t other_figure,
                  const struct compare_allowed *allowed, struct words *warnings, struct error *err);

/* "A" of the first. Returns buffer. */
const char *compare_label(size_t run, char buffer[2]);

#endif
