/* preamble.h - the first bytes on every connection and in every datagram.
 *
 * Their sizes are fixed, so that a server neither parses nor allocates anything for a peer that has
 * not shown a secret yet: the digest of the token on a control connection, and on data the key that
 * the server drew for this one session. All numbers are big-endian. */
#ifndef VIRTAX_NET_PREAMBLE_H
#define VIRTAX_NET_PREAMBLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum net_purpose { NET_CONTROL = 1, NET_DATA = 2 };
enum { NET_SECRET_BYTES = 32, NET_PREAMBLE_BYTES = 44 };

/* On the wire: "vtxn", version 1, purpose, kernel, 0 (a byte each), stream (4 bytes), secret. */
struct net_preamble {
    enum net_purpose purpose;
    uint8_t kernel;  /* struct net_kernel's number: two kernels must not meet */
    uint32_t stream; /* which of the session's connections this is */
    uint8_t secret[NET_SECRET_BYTES];
};

void net_preamble_encode(const struct net_preamble *preamble, uint8_t wire[NET_PREAMBLE_BYTES]);

/* False where the bytes are not a preamble. */
bool net_preamble_decode(const uint8_t *wire, size_t size, struct net_preamble *preamble);

enum { NET_DATAGRAM_BYTES = 16, NET_DATAGRAM_MAX = 65507, NET_TAG_BYTES = 8 };

/* On the wire: the first bytes of the session's key, then the sequence number; its top bit marks a
 * hello, which names a stream instead and opens its path (also through a NAT). */
struct net_datagram {
    bool hello;
    uint64_t sequence; /* or the stream of a hello */
};

void net_datagram_encode(const struct net_datagram *datagram, const uint8_t *key, uint8_t *wire);

/* False where it is too short or bears another key. */
bool net_datagram_decode(const uint8_t *wire, size_t size, const uint8_t *key,
                         struct net_datagram *datagram);

/* Compares secrets in a time that does not depend on where they differ. */
bool net_secret_equal(const uint8_t *a, const uint8_t *b, size_t size);

#endif
