/* plan_boot.h - what the guests of a run boot, where it is not the image that vm/build-image makes.
 *
 * Fixed in the plan with the digests of all files, so that a resumed run boots the same. */
#ifndef VIRTAX_PLAN_BOOT_H
#define VIRTAX_PLAN_BOOT_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>

/* A file: its absolute path and what it held when the run was planned; path NULL: none. */
struct plan_file {
    char *path, *sha256;
};

struct plan_boot {
    struct plan_file image, kernel, initrd;
    char *append;      /* kernel command line of the user; NULL: none */
    bool load_drivers; /* the initrd is the host's and must be told which drivers a guest needs */
};

void plan_boot_free(struct plan_boot *boot);

/* The member "boot" of plan.json: null where the built image boots by its own kernel. */
json_t *plan_boot_json(const struct plan_boot *boot);
int plan_boot_take(const json_t *plan, struct plan_boot *boot, struct error *err);

#endif
