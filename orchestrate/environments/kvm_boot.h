/* kvm_boot.h - a guest's way up and down, as the environments of guests have it. */
#ifndef VIRTAX_KVM_BOOT_H
#define VIRTAX_KVM_BOOT_H

#include "environment.h"
#include "guest/guest.h"
#include "guest/guest_fit.h"
#include "guest/guest_pinning.h"
#include "ssh_machine.h"

/* Where a guest has the services' root file system. */
#define KVM_SERVICE_ROOT "/opt/virtax/root"

/* The state of an environment whose guest was started. */
struct kvm {
    struct guest_image image;
    struct guest_fit fit;
    struct guest_spec spec; /* of the guest that runs; only values in it are looked at */
    struct guest guest;
    struct guest_vhost vhost;
    bool started, came_up;
    bool has_medium; /* or may have some of it */
    struct ssh_machine machine;
    int tap;     /* the lab's, -1: none */
    char **argv; /* QEMU's, for machine.json */
    int boot;    /* ordinal */
};

/* The guest of a figure, but for its image and what features ask for. */
int kvm_spec(const struct plan_figure *figure, const char *accel, struct guest_spec *spec,
             struct error *err);

/* The hooks `start` and `down` (environment.h). */
int kvm_start(struct environment *environment, const struct plan_figure *figure, struct error *err);
void kvm_down(struct environment *environment);

/* Waits until it is up, and joins it to the peer and the services that the plan has. On failure it
 * is down. */
int kvm_await(struct environment *environment, struct error *err);

#endif
