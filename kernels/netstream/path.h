/* path.h - how large a datagram the path to the other side carries whole, and whether any was cut.
 *
 * A datagram above the path's MTU goes as several packets of IP, each with its own cost and loss:
 * another thing than what is asked about (RFC 8085, 3.2). */
#ifndef VIRTAX_NETSTREAM_PATH_H
#define VIRTAX_NETSTREAM_PATH_H

#include "net/address.h"

#include <stdint.h>

enum { NETSTREAM_UDP_LENGTH = 1448 }; /* fits an Ethernet frame over IPv4 and IPv6 */

/* The bytes of the largest datagram that the path to an address carries whole, by the route that
 * this machine knows; without an address (`length` 0), NETSTREAM_UDP_LENGTH. */
int netstream_path_carries(const struct net_address *address, uint64_t *bytes, struct error *err);

/* Forbids that a connected socket's datagrams are cut (ip(7) IP_MTU_DISCOVER, ipv6(7)
 * IPV6_MTU_DISCOVER). */
int netstream_path_whole(int fd, struct error *err);

/* Refuses a --length above what the path of a connected socket carries whole: STATUS_USAGE. */
int netstream_path_fits(int fd, uint64_t length, struct error *err);

/* Packets of IP that this network namespace cut so far (proc(5), /proc/net/snmp and snmp6:
 * FragCreates of both); 0 where the system does not tell. */
uint64_t netstream_path_fragments(void);

#endif
