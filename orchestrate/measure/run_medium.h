/* run_medium.h - the storage medium of a run, from before its first block until after its last. */
#ifndef VIRTAX_RUN_MEDIUM_H
#define VIRTAX_RUN_MEDIUM_H

#include "medium/medium.h"
#include "plan/plan.h"

/* Makes the plan's medium and mounts it on the host; NULL where no figure needs one. On failure
 * nothing is left. */
int run_medium_open(const struct plan *plan, struct journal *journal, struct medium **medium,
                    struct error *err);

/* Unmounts it, checks its file system, and removes what was made; after all guests have ended. The
 * facts of medium_describe and "check": {"clean", "exit_status", "detail"}, or {"error"} where it
 * could not be checked; NULL for NULL. */
json_t *run_medium_close(struct medium *medium);

/* What a report says of such facts; NULL where there is nothing to warn of. */
const char *run_medium_warning(const json_t *facts, char *buffer, size_t size);

#endif
