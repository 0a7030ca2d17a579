/* with_journal.h - whatever is made for measuring stands in a journal, and is unmade in the end. */
#ifndef VIRTAX_WITH_JOURNAL_H
#define VIRTAX_WITH_JOURNAL_H

#include "base/journal.h"
#include "common/error.h"

/* Removes what dead runs left, calls `measure` with a journal of its own, and unmakes all that
 * stands in it still, whatever came of the call. Returns what it returned, or -1 where something
 * could not be removed, which `virtax clean` tries again. */
int with_journal(int (*measure)(void *context, struct journal *journal, struct error *err),
                 void *context, struct error *err);

#endif
