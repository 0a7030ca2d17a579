/* clean_start.h - for tests that count what `virtax clean` finds: a state directory of their own,
 * in which no other run has left anything. */
#ifndef VIRTAX_TESTS_CLEAN_START_H
#define VIRTAX_TESTS_CLEAN_START_H

#include "base/journal.h"
#include "scratch.h"

/* scratch_make with the state directory in it; a cmocka set-up function. */
static int clean_start(void **state) {
    return scratch_make(state) < 0 ? -1 : setenv(JOURNAL_STATE, scratch_path("state"), 1);
}

#endif
