/* guest_firmware.h - UEFI firmware for guests (EDK II, as Debian and Ubuntu package it). */
#ifndef VIRTAX_GUEST_FIRMWARE_H
#define VIRTAX_GUEST_FIRMWARE_H

#include "common/error.h"

/* STATUS_UNAVAILABLE with the command that installs UEFI firmware where there is none. */
int uefi_installed(struct error *err);

/* The path of the firmware's read-only code, also where it is not installed. */
const char *uefi_code(void);

/* Makes a writable copy of the firmware's empty variables. Fails as uefi_installed. */
int uefi_copy_variables(const char *to, struct error *err);

#endif
