/* machine_file.h - results/NAME/machine.json: the host before and after, and its environments. */
#ifndef VIRTAX_MACHINE_FILE_H
#define VIRTAX_MACHINE_FILE_H

#include "common/error.h"
#include "plan/plan.h"
#include "progress.h"

#include <jansson.h>

/* Writes {"schema":"virtax-machine/1","before":{...},"binaries":{KERNEL:SHA256}}. Where the file is
 * there already (a resumed run), "before" stays, and what changed since is said and kept under
 * "changed". */
int machine_file_before(const char *directory, const struct plan *plan, struct progress *progress,
                        struct error *err);

/* Adds "after", what changed meanwhile, the environments' facts, and those of the storage medium
 * (NULL: none) to "media": a resumed run has one more. Environments that a resumed run found to be
 * other ones are said, and the earlier facts kept under "earlier_environments". */
int machine_file_after(const char *directory, const json_t *environments, json_t *medium,
                       struct progress *progress, struct error *err);

#endif
