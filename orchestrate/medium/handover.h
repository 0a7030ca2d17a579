/* handover.h - who holds the medium: at most one at a time.
 *
 * A file system that is mounted in two places at once is destroyed, and nothing in the kernel or
 * in QEMU prevents it: a host can mount what a guest writes to. Here every step names what it may
 * follow, and all others are refused before anything is done. */
#ifndef VIRTAX_HANDOVER_H
#define VIRTAX_HANDOVER_H

#include "common/error.h"

#include <stdbool.h>

struct guest;

enum holder {
    HOLDER_NOBODY,
    HOLDER_HOST,  /* mounted here */
    HOLDER_GUEST, /* the device is a guest's, mounted there or not */
    HOLDER_LENT,  /* mounted here, and a disk image in it is a guest's */
};

/* The steps themselves; stand-ins in tests. detach and guest_unmount succeed where there is nothing
 * left to do, so that what failed halfway can be tried again. */
struct handover_operations {
    int (*await_free)(void *context, struct error *err); /* until nobody has the device open */
    int (*mount)(void *context, struct error *err);
    int (*unmount)(void *context, struct error *err);
    int (*attach)(void *context, struct guest *guest, bool image, struct error *err);
    int (*detach)(void *context, struct guest *guest, struct error *err);
    int (*guest_mount)(void *context, struct guest *guest, struct error *err);
    int (*guest_unmount)(void *context, struct guest *guest, struct error *err);
};

struct handover {
    const struct handover_operations *operations;
    void *context;
    enum holder holder;
    const struct guest *guest; /* with HOLDER_GUEST and HOLDER_LENT */
};

/* "nobody", "host", "guest", "host and guest". */
const char *holder_word(enum holder holder);

/* nobody -> host and back. */
int handover_mount(struct handover *handover, struct error *err);
int handover_unmount(struct handover *handover, struct error *err);

/* nobody -> guest: attached and mounted there. What fails halfway is undone, and nobody holds it
 * then; where even that fails, the guest still holds it, and the error says so. */
int handover_give(struct handover *handover, struct guest *guest, struct error *err);

/* host -> lent: the image in the mounted file system is attached and mounted in the guest. */
int handover_lend(struct handover *handover, struct guest *guest, struct error *err);

/* guest -> nobody, or lent -> host; from the guest that has it. It may be tried again. */
int handover_take_back(struct handover *handover, struct guest *guest, struct error *err);

/* The guest that may have had it has ended, QEMU and all: guest -> nobody, lent -> host. An error
 * where somebody still has the device open; mounting or giving it then waits for that once more.
 * Not an error for a guest that had nothing. */
int handover_guest_gone(struct handover *handover, const struct guest *guest, struct error *err);

#endif
