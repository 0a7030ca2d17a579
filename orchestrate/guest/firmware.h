/* firmware.h - which firmware boots a disk, and UEFI's for guests (EDK II, as Debian and Ubuntu
 * package it). */
#ifndef VIRTAX_FIRMWARE_H
#define VIRTAX_FIRMWARE_H

#include "common/error.h"

enum { DISK_HEAD = 64 << 10 }; /* MBR, GPT header and its 128 entries, with room */

/* The firmware that a disk with these first DISK_HEAD bytes boots by: "uefi" where there is an EFI
 * system partition, but neither code in the MBR nor a BIOS boot partition; otherwise "bios" (hybrid
 * images boot by either). NULL where there is no partition table. UEFI specification 2.10, section
 * 5; on machines other than x86-64 always "uefi". */
const char *disk_firmware(const unsigned char head[DISK_HEAD]);

/* STATUS_UNAVAILABLE with the command that installs UEFI firmware where there is none. */
int uefi_installed(struct error *err);

/* The path of the firmware's read-only code, also where it is not installed. */
const char *uefi_code(void);

/* Makes a writable copy of the firmware's empty variables. Fails as uefi_installed. */
int uefi_copy_variables(const char *to, struct error *err);

#endif
