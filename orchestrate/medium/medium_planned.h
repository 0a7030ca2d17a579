/* medium_planned.h - the medium that a plan describes, as medium_open takes it. */
#ifndef VIRTAX_MEDIUM_PLANNED_H
#define VIRTAX_MEDIUM_PLANNED_H

#include "common/error.h"
#include "plan/plan_medium.h"

#include <stdint.h>

struct medium_spec;

/* Where a medium is made unless the user names a place. */
#define MEDIUM_DEFAULT_DIRECTORY "/var/tmp"

/* The files of a figure's size that one medium has room for, and room for tables, for a file
 * system's journal and for the image of the kernels. */
enum { MEDIUM_FILES = 4 };
#define MEDIUM_ROOM_BESIDES (UINT64_C(320) << 20)

/* Bytes of a disk image on the medium: room for a figure's file and for the file system around it.
 */
uint64_t plan_medium_image(const struct plan_medium *medium);

/* The plan's medium as medium_open takes it; borrows the plan's texts. */
int plan_medium_spec(const struct plan_medium *medium, struct medium_spec *spec, struct error *err);

#endif
