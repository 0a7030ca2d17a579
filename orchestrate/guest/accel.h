/* accel.h - which accelerator a guest can really use here.
 *
 * /dev/kvm being there is not enough: under some nested clouds (paravirtual KVM) a virtual CPU
 * opens and runs, but guest kernel code is emulated instruction by instruction, hundreds of times
 * too slow. So a small 64-bit loop is run in a throw-away VM through the KVM API (Linux
 * Documentation/virt/kvm/api.rst) at privilege level 0, and timed against the same loop here. */
#ifndef VIRTAX_ACCEL_H
#define VIRTAX_ACCEL_H

#include "common/error.h"

#include <stdbool.h>

struct accel_probe {
    bool opened;     /* /dev/kvm could be opened and a virtual CPU made */
    double slowdown; /* time in the guest / time here; NAN where not measured */
    bool usable;     /* slowdown below ACCEL_SLOWDOWN_LIMIT */
    char why[256];   /* one line for people: what was seen, or what failed and what mends it */
};

#define ACCEL_SLOWDOWN_LIMIT 4.0

/* The words of --accel, ended by NULL. */
extern const char *const accel_wishes[];

/* Probes KVM; always fills *probe, takes well under a second. On machines other than x86-64 only
 * the opening is tested and slowdown stays NAN (usable then follows opened). */
void accel_probe_kvm(struct accel_probe *probe);

/* Resolves --accel auto|kvm|tcg: "kvm" or "tcg" (a constant). "kvm" where it is not usable is
 * STATUS_UNAVAILABLE with the reason; "auto" falls back to "tcg" and fills why[256] with the
 * reason ("" where KVM is usable). Unknown words: usage error naming the closest. */
const char *accel_resolve(const char *wish, char why[256], struct error *err);

#endif
