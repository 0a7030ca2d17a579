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
#include "common/cpu_set.h"
#include "lab/addresses.h"
#include "lab/shape.h"

#include <stdbool.h>

enum { LAB_MTU = 1500, LAB_TAPS_MAX = 32 };

struct lab_spec {
    double link_bits;         /* line rate of both wires in bit/s, each direction; 0: unshaped */
    enum lab_frames frames;   /* of a shaped link: see shape.h */
    unsigned mtu;             /* 0: LAB_MTU */
    struct cpu_set sut_cpus;  /* of the system under test; see lab_place */
    struct cpu_set peer_cpus; /* of the peer */
    bool own_host;            /* see lab_host */
    const char *elsewhere;    /* numeric address of a second machine; NULL: the peer is made here */
    struct journal *journal;  /* lists every thing before it is made */
};

struct lab {
    struct lab_spec spec;
    struct lab_names names;
    struct lab_addresses addresses;
    char own[LAB_ADDRESS_TEXT];   /* where a peer elsewhere finds this host; else "" */
    char instead[64];             /* where its clients find a server, other than by route; "" */
    char directory[64];           /* for what runs leave while they run */
    int thing[16 + LAB_TAPS_MAX]; /* ids in the journal, in the order of making */
    int things;
    int tap[LAB_TAPS_MAX]; /* likewise of each tap; -1: not there */
};

/* Can a lab be made here? STATUS_UNAVAILABLE with cause and mend where we are not root, have not
 * root's capabilities (in a container), or iproute2 is not installed. Makes nothing. */
int lab_probe(struct error *err);

/* With a peer elsewhere nothing is made: this host's route to it tells names.host_wire and `own`.
 * Else makes the namespace, both wires and the bridge, gives the peer the host's network settings,
 * steers and shapes. What a failure leaves half made is removed. */
int lab_up(struct lab *lab, const struct lab_spec *spec, struct error *err);

/* The interface of this host that leads to a numeric address, and its own address there.
 * STATUS_UNAVAILABLE where there is no route. */
int lab_way(const char *address, char interface[IFNAMSIZ], char own[LAB_ADDRESS_TEXT],
            struct error *err);

/* The network namespace of the system under test (NULL: this host's own). Where Docker's engine is
 * a private one (spec.own_host), the host's network is a namespace of the lab's, in which the
 * engine runs, with its bridge and its firewall rules, and native kernels as well: docker-host
 * shares the stack that native is measured on, and the real host's firewall is left alone. */
const char *lab_host(const struct lab *lab);

/* Makes a tap on the bridge for QEMU's `-netdev tap,ifname=NAME,script=no,downscript=no` and
 * returns its number (for lab_tap_name), or -1; with queues=2 and more QEMU wants it made for many
 * queues, and with one, not (Linux Documentation/networking/tuntap.rst, IFF_MULTI_QUEUE). */
int lab_tap_up(struct lab *lab, bool multi_queue, struct error *err);

/* Removes a tap; one that stays goes with the lab. */
int lab_tap_down(struct lab *lab, int tap, struct error *err);

/* Docker makes bridged frames pass the host's firewall, which then drops them; engines switch that
 * on when they start, also later than the lab. */
int lab_bypass_firewall(struct lab *lab, struct error *err);

/* Removes all in reverse order; safe on a lab that is down. Goes on after a failure and reports the
 * first. */
int lab_down(struct lab *lab, struct error *err);

#endif
