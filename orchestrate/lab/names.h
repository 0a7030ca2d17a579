/* names.h - what the things of a lab are called: "vtx-PID-..." (journal_prefix). */
#ifndef VIRTAX_LAB_NAMES_H
#define VIRTAX_LAB_NAMES_H

#include "common/error.h"

#include <net/if.h>

struct lab_names {
    char peer[32];              /* the network namespace */
    char host[32];              /* the namespace that stands for this host; "": this host itself */
    char host_wire[IFNAMSIZ];   /* the host wire's end in the host */
    char host_there[IFNAMSIZ];  /* the host wire's end in the peer */
    char guest_wire[IFNAMSIZ];  /* the guest wire's end on the bridge */
    char guest_there[IFNAMSIZ]; /* the guest wire's end in the peer */
    char bridge[IFNAMSIZ];
};

/* Fills the names; fails where the prefix leaves no room in an interface's name. */
int lab_names_make(const char *prefix, struct lab_names *names, struct error *err);

/* The name of a tap, 100 of which can be told apart; returns buffer. */
const char *lab_tap_name(const struct lab_names *names, unsigned index, char buffer[IFNAMSIZ]);

#endif
