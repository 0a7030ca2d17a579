/* guest_fit.h - from the features asked for to those that this host can give.
 *
 * A feature of a preset that cannot be given is left out, and said; one that the user named fails
 * instead: a study must not compare a level with itself. */
#ifndef VIRTAX_GUEST_FIT_H
#define VIRTAX_GUEST_FIT_H

#include "guest.h"
#include "huge_pages.h"

struct guest_fit {
    struct guest_layout layout;
    char host_cpu_flags[64];
    json_t *left_out; /* [{"what", "why"}] */
    struct huge_pages pages;
};

/* Fills spec->features, layout and host_cpu_flags from what was asked for and from the spec's
 * accelerator, shape, CPUs and memory nodes; `fit` must outlive the spec. With a journal huge pages
 * are reserved; without one nothing is made and only the possible is judged. `root`: the tree below
 * which /sys, /proc and /dev/vhost-net are looked for, "" on a live machine. */
int guest_fit(const struct features *asked, const char *root, struct guest_spec *spec,
              struct journal *journal, struct guest_fit *fit, struct error *err);

/* Gives back what was reserved; after the guest has ended. Safe on a fit that failed. */
void guest_fit_release(struct guest_fit *fit, struct journal *journal);

#endif
