/* address.c - an address that is understood can be printed and understood again. */
#include "net/address.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char text[2 * NET_ADDRESS_TEXT], printed[NET_ADDRESS_TEXT];
    struct net_address address, again;
    if (size >= sizeof text)
        return 0;
    memcpy(text, bytes, size);
    text[size] = '\0';
    if (net_address_parse(text, 5210, &address, NULL) < 0)
        return 0;
    net_address_format(&address, printed, sizeof printed);
    if (net_address_parse(printed, 1, &again, NULL) < 0 || again.length != address.length ||
        memcmp(&again.at, &address.at, address.length) != 0)
        abort();
    return 0;
}
