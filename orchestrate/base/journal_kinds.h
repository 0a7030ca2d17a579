/* journal_kinds.h - the kinds of things that a journal can undo; a new kind is a line in the table
 * of journal_kinds.c. */
#ifndef VIRTAX_JOURNAL_KINDS_H
#define VIRTAX_JOURNAL_KINDS_H

#include "common/error.h"

struct journal_kind {
    const char *kind;
    /* Unmakes the thing; success where it is already gone. */
    int (*undo)(const char *name, const char *value, struct error *err);
};

/* The kind of that name, or NULL. */
const struct journal_kind *journal_kind(const char *kind);

#endif
