/* journal_kinds.h - the kinds of things that a journal can undo; a new kind is a line in the table
 * of journal_kinds.c. What a storage medium is made of is unmade by whoever made it, too. */
#ifndef VIRTAX_JOURNAL_KINDS_H
#define VIRTAX_JOURNAL_KINDS_H

#include "common/error.h"

#include <stdbool.h>

/* Removes a file. */
int undo_file(const char *path, const char *value, struct error *err);

/* Detaches a loop device (loop(4), LOOP_CLR_FD) that still stands on `backing`, an absolute path,
 * and waits until it has: another file's loop device of that name is left alone. */
int undo_loop(const char *device, const char *backing, struct error *err);

/* Unmounts `device` from `point` (umount2(2)); what else is mounted there stays. Whoever is still
 * at work below it is waited for, some seconds. */
int undo_mount(const char *point, const char *device, struct error *err);

/* Unmounts whatever is mounted on `point`, a directory of ours, likewise. */
int undo_bind(const char *point, const char *value, struct error *err);

/* Is that device mounted there (proc_pid_mountinfo(5))? */
bool is_mounted(const char *device, const char *point);

struct journal_kind {
    const char *kind;
    /* Unmakes the thing; success where it is already gone. */
    int (*undo)(const char *name, const char *value, struct error *err);
    /* Before all of a run's things are unmade: ends what would keep others of them busy. NULL:
     * nothing does. */
    void (*still)(const char *name);
};

/* The kind of that name, or NULL. */
const struct journal_kind *journal_kind(const char *kind);

#endif
