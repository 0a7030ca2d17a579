/* guest_medium.c - gives the medium or a disk image on it to the guest, and takes it back. */
#include "guest_medium.h"

static struct attachment attachment_of(const struct guest_spec *spec) {
    const int *level = spec->features.level;
    return (struct attachment){
        .queues = level[GUEST_QUEUES] == QUEUES_MULTI    ? spec->vcpus
                  : level[GUEST_QUEUES] == QUEUES_SINGLE ? 1
                                                         : 0,
        .io_thread = level[GUEST_IO_THREADS] == IO_THREADS_ON,
        .io_uring = level[GUEST_IO_THREADS] == IO_THREADS_ON,
    };
}

int guest_medium_take(struct medium *medium, struct guest *guest, const struct guest_spec *spec,
                      uint64_t image, struct error *err) {
    struct attachment attachment = attachment_of(spec);
    return image > 0 ? medium_lend(medium, guest, &attachment, image, err)
                     : medium_give(medium, guest, &attachment, err);
}

int guest_medium_return(struct medium *medium, struct guest *guest, json_t **seen,
                        struct error *err) {
    *seen = medium_seen(medium);
    return medium_holder(medium) == HOLDER_HOST ? 0 : medium_take_back(medium, guest, err);
}

void guest_medium_gone(struct medium *medium, const struct guest *guest) {
    struct error ignored;
    if (medium_guest_gone(medium, guest, &ignored) == 0 && medium_holder(medium) == HOLDER_NOBODY)
        medium_mount(medium, &ignored);
}
