/* boot_choice.h - from --image, --kernel, --initrd and --append to files that are known by digest.
 */
#ifndef VIRTAX_BOOT_CHOICE_H
#define VIRTAX_BOOT_CHOICE_H

#include "common/error.h"
#include "plan/plan_boot.h"

#include <stdbool.h>

/* --image, --kernel (a file, or "host"), --initrd, --append as the user gave them; NULL: not. */
struct boot_request {
    const char *image, *kernel, *initrd, *append;
};

bool boot_requested(const struct boot_request *request);

/* Checks the request (options that need each other, files that can be read, an image that can
 * boot), finds the host's kernel, and takes the digests. STATUS_USAGE names the option and the
 * file; STATUS_UNAVAILABLE where --kernel host is not possible here. Makes nothing.
 * plan_boot_free in every case. */
int plan_boot_choose(const struct boot_request *request, struct plan_boot *boot, struct error *err);

/* Fails where a file is gone or has changed since the run was planned. */
int plan_boot_unchanged(const struct plan_boot *boot, struct error *err);

#endif
