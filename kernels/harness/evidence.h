/* evidence.h - what every kernel can prove about where and how it ran. */
#ifndef VIRTAX_EVIDENCE_H
#define VIRTAX_EVIDENCE_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "common/memory.h"
#include "common/mount.h"
#include "isa.h"

#include <jansson.h>

/* Gathers what must be read before timing starts: "binary_sha256", "environment" (the names of all
 * environment variables, sorted), "surroundings" (kernel settings by path; null where hidden),
 * "control_group" ({"memory_limit", "cpu_quota"} of all that can be seen; null where none can),
 * "kernel_release", "machine", "status" (of /proc/self/status: speculation and sandbox; null where
 * the system has no such line), "io_uring" ("allowed", or the error that io_uring_setup(2) ends in)
 * and "reference_ghz" ({"begin"}: reference.h). */
int evidence_before(json_t *record, struct error *err);

/* Adds what only the run itself shows: "cpus", "isa", "continued" (the process was stopped and
 * continued since evidence_before), "reference_ghz" ({"begin", "end"}), and "region_bytes",
 * "huge_bytes", "page_bytes" and "numa_nodes" of its memory (null where the system does not tell).
 * `memory` NULL: the kernel has no region of its own. */
int evidence_after(json_t *record, const struct cpu_set *cpus, enum isa isa,
                   const struct memory_facts *memory, struct error *err);

/* Adds the "file_system" that files are on, what it is "mounted_from", and of an overlay its
 * "upper_directory"; null what an empty mount does not tell. */
int evidence_of_mount(json_t *record, const struct mount *mount, struct error *err);

#endif
