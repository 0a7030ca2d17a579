/* preamble.c - whatever is taken for a preamble encodes to the bytes it came from. */
#include "net/preamble.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct net_preamble preamble;
    uint8_t wire[NET_PREAMBLE_BYTES];
    if (!net_preamble_decode(bytes, size, &preamble))
        return 0;
    net_preamble_encode(&preamble, wire);
    if (memcmp(wire, bytes, sizeof wire) != 0)
        abort();
    return 0;
}
