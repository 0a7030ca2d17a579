/* addresses.h - what the things of a lab are called, "vtx-PID-..." (journal_prefix), and subnets
 * for the wires that nothing here uses or routes to.
 *
 * IPv4: a pair of /24 out of 198.18.0.0/15, which RFC 2544 sets apart for measuring networks. IPv6:
 * /64 of a random unique local prefix fdXX:XXXX:XXXX::/48 (RFC 4193). In every subnet the peer is
 * .2 (::2); on the host wire the host is .1 (::1); guests are .10 (::a) and up. */
#ifndef VIRTAX_LAB_ADDRESSES_H
#define VIRTAX_LAB_ADDRESSES_H

#include "common/error.h"

#include <jansson.h>
#include <net/if.h>
#include <stdint.h>

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

enum { LAB_ADDRESS_TEXT = 48 };

enum lab_wire { LAB_HOST_WIRE, LAB_GUEST_WIRE, LAB_WIRES };
enum lab_host { LAB_HOST = 1, LAB_PEER = 2, LAB_GUEST = 10 /* and up: + index of the tap */ };
enum lab_family { LAB_IPV4 = 4, LAB_IPV6 = 6 };

struct lab_addresses {
    uint8_t pair;       /* the wires are 198.18+pair/128.(2*pair%256 and the next).0/24 */
    uint8_t prefix6[6]; /* fd and the 40 random bits */
};

/* Chooses subnets that overlap no address of `addresses` (`ip -json address show`) and no route but
 * default ones of `routes` (arrays of `ip -json route show table all`). The search for a free pair
 * begins at `start`, so that runs side by side differ. */
int lab_addresses_choose(const json_t *addresses, const json_t *routes, unsigned start,
                         const uint8_t random[5], struct lab_addresses *chosen, struct error *err);

/* An address as text, without its prefix length (24 and 64); returns buffer. */
const char *lab_address(const struct lab_addresses *addresses, enum lab_wire wire,
                        enum lab_family family, unsigned host, char buffer[LAB_ADDRESS_TEXT]);

#endif
