/* strays.h - what runs left on a disk before the machine was restarted.
 *
 * Journals lie in memory (/run), as nearly all that they list does not survive a restart either: no
 * process, mount or interface. Guests' disks and the files below storage media do. */
#ifndef VIRTAX_STRAYS_H
#define VIRTAX_STRAYS_H

#include "journal.h"

#include <stdio.h>
#include <time.h>

/* Where a run makes what outlives a restart, and `virtax clean` looks for it; other places are
 * noted there. */
#define STRAYS_DIRECTORY "/var/tmp"

/* When this machine was started, by its real-time clock. */
time_t boot_time(void);

/* Removes the files and directories "vtx-PID-..." of `directory` that are ours and were last
 * changed before `boot`: whoever made them does not live any more. One line for each to `out`.
 * Likewise what is in directories that notes in this one name, and the notes; one whose directory
 * is not there stays. Returns how many there were, or -1; a directory that is not there has none.
 */
int strays_clean(const char *directory, time_t boot, FILE *out, struct error *err);

/* Notes in `directory` that the run makes such files or directories in `elsewhere` (a full path): a
 * small file, synced, which the journal removes. Before the first of them is made. */
int strays_note(struct journal *journal, const char *directory, const char *elsewhere,
                struct error *err);

#endif
