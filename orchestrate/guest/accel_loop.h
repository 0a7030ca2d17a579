/* accel_loop.h - one small loop, run in a throw-away KVM guest and here. */
#ifndef VIRTAX_ACCEL_LOOP_H
#define VIRTAX_ACCEL_LOOP_H

#include "common/error.h"

#include <stdint.h>

struct accel_loop; /* a virtual machine with one virtual CPU */

/* Makes the machine around an open /dev/kvm. NULL with an error where a step of it fails. */
struct accel_loop *accel_loop_open(int kvm, struct error *err);
void accel_loop_close(struct accel_loop *loop);

/* Seconds that `iterations` of the loop take in the guest, in 64-bit mode at privilege level 0;
 * negative with an error where the guest does not end as it should. */
double accel_loop_guest(struct accel_loop *loop, uint64_t iterations, struct error *err);

/* The same loop here. */
double accel_loop_here(uint64_t iterations);

#endif
