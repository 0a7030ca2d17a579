/* guest_medium.h - the run's storage medium in a guest, for the time of one cell. */
#ifndef VIRTAX_GUEST_MEDIUM_H
#define VIRTAX_GUEST_MEDIUM_H

#include "guest/guest.h"
#include "medium/medium.h"

/* Hands it from the host to the guest, which mounts it: the device itself, or a disk image of
 * `image` bytes on it (0: the device). An I/O thread of QEMU, io_uring and queues as the guest's
 * features have them for its disk. On failure it is the host's again, or the guest's until the
 * guest ends. */
int guest_medium_take(struct medium *medium, struct guest *guest, const struct guest_spec *spec,
                      uint64_t image, struct error *err);

/* Back to the host; nothing where the host has it. *seen: what medium_seen told before. */
int guest_medium_return(struct medium *medium, struct guest *guest, json_t **seen,
                        struct error *err);

/* The guest has ended: what it may have had goes back to the host. What fails is tried again
 * before the next cell (cell.c), which has no medium where it fails once more. */
void guest_medium_gone(struct medium *medium, const struct guest *guest);

#endif
