/* clean_start.h - for tests that count what `virtax clean` finds: what other dead runs left is
 * cleaned away before they begin. */
#ifndef VIRTAX_TESTS_CLEAN_START_H
#define VIRTAX_TESTS_CLEAN_START_H

#include "base/journal.h"
#include "scratch.h"

#include <stdio.h>

/* scratch_make after a cleaning; a cmocka set-up function. */
static int clean_start(void **state) {
    FILE *out = fopen("/dev/null", "we");
    int status = out && journal_clean(out, NULL) >= 0 ? scratch_make(state) : -1;
    if (out)
        fclose(out);
    return status;
}

#endif
