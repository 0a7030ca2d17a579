/* guest_firmware.h - UEFI firmware for guests (EDK II, as Debian and Ubuntu package it). */
#ifndef VIRTAX_GUEST_FIRMWARE_H
#define VIRTAX_GUEST_FIRMWARE_H

#include "common/error.h"

/* STATUS_UNAVAILABLE with what installs it where it is missing. */
int uefi_installed(struct error *err);

/* Its read-only code; where it is not installed, the place where it would be. */
const char *uefi_code(void);

/* A private, writable copy of its empty variables. Fails as
 * uefi_installed. */
int uefi_copy_variables(const char *to, struct error *err);

#endif
