/* address.h - numeric network addresses as people write them.
 *
 * Numeric only: a static binary cannot load the libraries that look names up. */
#ifndef VIRTAX_NET_ADDRESS_H
#define VIRTAX_NET_ADDRESS_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct net_address {
    struct sockaddr_storage at;
    socklen_t length; /* 0: none */
};

enum { NET_ADDRESS_TEXT = 96 }; /* room for any formatted address */

/* Parses "192.0.2.1", "192.0.2.1:5210", "2001:db8::1", "[2001:db8::1]:5210" and, for link-local
 * addresses, "fe80::1%eth0". A port of 0 is allowed (the kernel chooses). STATUS_USAGE otherwise.
 */
int net_address_parse(const char *text, uint16_t default_port, struct net_address *address,
                      struct error *err);

/* The same of a word on a command line that takes one: STATUS_USAGE where there is one already. */
int net_address_word(const char *word, uint16_t default_port, struct net_address *address,
                     struct error *err);

/* True where only this machine's own programs can reach it: 127.0.0.0/8 (RFC 1122, 3.2.1.3) and ::1
 * (RFC 4291, 2.5.3), the former also as mapped into IPv6. */
bool net_address_is_loopback(const struct net_address *address);

/* Prints what net_address_parse reads, with the port; returns buffer. */
const char *net_address_format(const struct net_address *address, char *buffer, size_t size);

#endif
