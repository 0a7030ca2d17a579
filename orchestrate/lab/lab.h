/* lab.h - a second host on this machine: a network namespace joined by wires to the system under
 * test.
 *
 *     host ── HOST WIRE (veth) ── peer          native, docker-host, docker-nat
 *     tap ── bridge ── GUEST WIRE (veth) ── peer          kvm
 *
 * Each wire has a subnet of its own and stays up with the lab, so that no cell changes the other
 * cells' path. All of it is made by iproute2's commands: they are a dependency already, print JSON,
 * know every option of tbf(8), and anyone can repeat by hand what the journal lists; a netlink
 * library would add code and say less. */
#ifndef VIRTAX_LAB_H
#define VIRTAX_LAB_H

#include "base/journal.h"
#include "lab/addresses.h"
#include "lab/names.h"

#include <sched.h>
#include <stdint.h>

enum { LAB_MTU = 1500, LAB_TAPS_MAX = 4 };

struct lab_spec {
    double link_bits;        /* line rate of both wires in bit/s, each direction; 0: unshaped */
    unsigned mtu;            /* 0: LAB_MTU */
    cpu_set_t sut_cpus;      /* of the system under test (rule 13); see lab_place */
    cpu_set_t peer_cpus;     /* of the peer */
    struct journal *journal; /* every thing is listed in it before it is made */
};

struct lab {
    struct lab_spec spec;
    struct lab_names names;
    struct lab_addresses addresses;
    int thing[16]; /* ids in the journal, in the order of making */
    int things;
};

/* Can a lab be made here? STATUS_UNAVAILABLE with cause and mend where we are not root or iproute2
 * is not installed. Makes nothing. */
int lab_probe(struct error *err);

/* Makes the namespace, both wires and the bridge, gives the peer the host's network settings,
 * steers and shapes. What a failure leaves half made is removed. */
int lab_up(struct lab *lab, const struct lab_spec *spec, struct error *err);

/* Makes tap number `index` (below LAB_TAPS_MAX) on the bridge, up, with `queues` queues, for QEMU
 * running as any user id (`-netdev tap,ifname=NAME,script=no`); one queue makes a plain tap, which
 * QEMU opens with queues=1 only (tun(4), IFF_MULTI_QUEUE). Removed with the lab. */
int lab_tap_up(struct lab *lab, unsigned index, unsigned queues, struct error *err);

/* Removes all in reverse order; safe on a lab that is down. Goes on after a failure and reports the
 * first. */
int lab_down(struct lab *lab, struct error *err);

#endif
