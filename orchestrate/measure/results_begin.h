/* results_begin.h - a results directory as it is before the first measurement. */
#ifndef VIRTAX_RESULTS_BEGIN_H
#define VIRTAX_RESULTS_BEGIN_H

#include "common/error.h"

#include <jansson.h>

/* Makes an empty directory with all above it. STATUS_USAGE where it has anything in it. */
int results_empty(const char *directory, struct error *err);

/* Makes the directory with all above it and writes plan.json there. STATUS_USAGE where it holds a
 * run already: nothing that was measured is overwritten. */
int results_begin(const char *directory, const json_t *plan, struct error *err);

#endif
