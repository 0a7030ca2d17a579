/* bare_guest.h - the least of a virtual machine that runs a program: a Linux kernel, started
 * directly, whose first process the program is. No disk, no network, no firmware's menus; its
 * console is QEMU's standard streams. */
#ifndef VIRTAX_BARE_GUEST_H
#define VIRTAX_BARE_GUEST_H

#include "base/argv.h"
#include "common/error.h"

#include <stdint.h>

enum bare_machine { BARE_DEFAULT, BARE_MICROVM };

struct bare_guest {
    enum bare_machine machine;
    const char *accel; /* "kvm" or "tcg" */
    unsigned vcpus;
    uint64_t memory;
    const char *kernel, *initramfs;
    const char *const *arguments; /* of the program, ended by NULL */
};

/* Has QEMU the machine here? STATUS_UNAVAILABLE otherwise. */
int bare_machine_available(const char *machine, struct error *err);

/* Writes an initramfs that holds a static program as its /init. */
int bare_initramfs_make(const char *program, const char *to, struct error *err);

/* QEMU's words. An argument with a blank or a quotation mark is an error: Linux would divide it. */
int bare_guest_argv(const struct bare_guest *guest, struct argv *argv, struct error *err);

#endif
