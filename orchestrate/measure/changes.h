/* changes.h - what became different of a host and its environments while a run went on, or before
 * it was resumed. */
#ifndef VIRTAX_CHANGES_H
#define VIRTAX_CHANGES_H

#include <jansson.h>

/* The facts of machine_capture that differ, appeared or vanished, other than those that always move
 * (load, steal): a list of {"fact","before","after"}, all texts, long ones cut. */
json_t *machine_changes(const json_t *before, const json_t *after);

/* The same of environments that were up both times ("docker: version"): what they are (engine,
 * images, QEMU, kernel), not what each boot makes anew (paths, ports). */
json_t *environment_changes(const json_t *before, const json_t *after);

/* "thp: madvise before, always after", as machine.json keeps it and the report prints it. */
json_t *change_text(const json_t *change);

#endif
