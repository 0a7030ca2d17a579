/* datagram.c - whatever is taken for a datagram of the key "virtaxvx" encodes to the bytes it came
 * from. */
#include "net/preamble.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static const uint8_t key[] = "virtaxvx";
    struct net_datagram datagram;
    uint8_t wire[NET_DATAGRAM_BYTES];
    if (!net_datagram_decode(bytes, size, key, &datagram))
        return 0;
    net_datagram_encode(&datagram, key, wire);
    if (memcmp(wire, bytes, sizeof wire) != 0)
        abort();
    return 0;
}
