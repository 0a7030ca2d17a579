/* preamble.c - fixed bytes in network order, and a comparison of secrets in constant time. */
#include "net/preamble.h"

#include <endian.h>
#include <string.h>

enum { VERSION = 1 };
static const uint8_t magic[4] = {'v', 't', 'x', 'n'};
static const uint64_t hello_bit = UINT64_C(1) << 63;

void net_preamble_encode(const struct net_preamble *preamble, uint8_t wire[NET_PREAMBLE_BYTES]) {
    uint32_t stream = htobe32(preamble->stream);
    memcpy(wire, magic, sizeof magic);
    wire[4] = VERSION;
    wire[5] = (uint8_t)preamble->purpose;
    wire[6] = preamble->kernel;
    wire[7] = 0;
    memcpy(wire + 8, &stream, sizeof stream);
    memcpy(wire + 12, preamble->secret, NET_SECRET_BYTES);
}

bool net_preamble_decode(const uint8_t *wire, size_t size, struct net_preamble *preamble) {
    if (size < NET_PREAMBLE_BYTES || memcmp(wire, magic, sizeof magic) != 0 || wire[4] != VERSION ||
        wire[7] != 0 || (wire[5] != NET_CONTROL && wire[5] != NET_DATA))
        return false;
    uint32_t stream;
    memcpy(&stream, wire + 8, sizeof stream);
    preamble->purpose = (enum net_purpose)wire[5];
    preamble->kernel = wire[6];
    preamble->stream = be32toh(stream);
    memcpy(preamble->secret, wire + 12, NET_SECRET_BYTES);
    return true;
}

void net_datagram_encode(const struct net_datagram *datagram, const uint8_t *key, uint8_t *wire) {
    uint64_t sequence = htobe64(datagram->sequence | (datagram->hello ? hello_bit : 0));
    memcpy(wire, key, NET_TAG_BYTES);
    memcpy(wire + NET_TAG_BYTES, &sequence, sizeof sequence);
}

bool net_datagram_decode(const uint8_t *wire, size_t size, const uint8_t *key,
                         struct net_datagram *datagram) {
    if (size < NET_DATAGRAM_BYTES || !net_secret_equal(wire, key, NET_TAG_BYTES))
        return false;
    uint64_t sequence;
    memcpy(&sequence, wire + NET_TAG_BYTES, sizeof sequence);
    sequence = be64toh(sequence);
    datagram->hello = (sequence & hello_bit) != 0;
    datagram->sequence = sequence & ~hello_bit;
    return true;
}

bool net_secret_equal(const uint8_t *a, const uint8_t *b, size_t size) {
    uint8_t difference = 0;
    for (size_t i = 0; i < size; i++)
        difference |= a[i] ^ b[i];
    return difference == 0;
}
