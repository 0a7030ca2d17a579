/* addresses.c - the kernel is asked for what is in use; the choice itself is a pure function. A
 * name is the prefix and an ending: an interface's has room for 15 letters, and "vtx-4194304-"
 * takes 12.
 */
#include "addresses.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int lab_names_make(const char *prefix, struct lab_names *names, struct error *err) {
    const struct {
        char *name;
        const char *ending;
    } interfaces[] = {
        {names->host_wire, "h0"},   {names->host_there, "h1"}, {names->guest_wire, "g0"},
        {names->guest_there, "g1"}, {names->bridge, "br"},
    };
    if (strlen(prefix) + sizeof "-br" > IFNAMSIZ)
        return error_failed(err, "'%s' is too long for the names of interfaces", prefix);
    for (size_t i = 0; i < sizeof interfaces / sizeof *interfaces; i++)
        snprintf(interfaces[i].name, IFNAMSIZ, "%.12s-%s", prefix, interfaces[i].ending);
    snprintf(names->peer, sizeof names->peer, "%.12s-peer", prefix);
    snprintf(names->host, sizeof names->host, "%.12s-host", prefix);
    return 0;
}

const char *lab_tap_name(const struct lab_names *names, unsigned index, char buffer[IFNAMSIZ]) {
    int stem = (int)strlen(names->bridge) - 2;
    snprintf(buffer, IFNAMSIZ, "%.*st%u", stem, names->bridge, index % 100);
    return buffer;
}

enum { PAIRS = 256, IPV4_BITS = 23, IPV6_BITS = 48 };

/* A block of addresses; IPv4's in the first four bytes. */
struct block {
    int family;
    unsigned bits;
    uint8_t bytes[16];
};

static bool parse_block(const char *text, int prefix_length, struct block *block) {
    char address[LAB_ADDRESS_TEXT];
    size_t size = strcspn(text, "/");
    if (size >= sizeof address)
        return false;
    memcpy(address, text, size);
    address[size] = '\0';
    block->family = strchr(address, ':') ? AF_INET6 : AF_INET;
    block->bits = block->family == AF_INET6 ? 128 : 32;
    if (text[size] == '/')
        prefix_length = atoi(text + size + 1);
    if (prefix_length >= 0 && (unsigned)prefix_length < block->bits)
        block->bits = (unsigned)prefix_length;
    return inet_pton(block->family, address, block->bytes) == 1;
}

static bool overlap(const struct block *a, const struct block *b) {
    unsigned common = a->bits < b->bits ? a->bits : b->bits;
    if (a->family != b->family || memcmp(a->bytes, b->bytes, common / CHAR_BIT) != 0)
        return false;
    unsigned rest = common % CHAR_BIT;
    uint8_t differ = rest ? a->bytes[common / CHAR_BIT] ^ b->bytes[common / CHAR_BIT] : 0;
    return differ >> (CHAR_BIT - rest) == 0;
}

static bool has_address(const json_t *addresses, const struct block *block) {
    size_t i, j;
    json_t *link, *entry;
    json_array_foreach(addresses, i, link) {
        json_array_foreach(json_object_get(link, "addr_info"), j, entry) {
            const char *local;
            int length = 0;
            struct block used;
            if (json_unpack(entry, "{s:s,s?i}", "local", &local, "prefixlen", &length) == 0 &&
                parse_block(local, length, &used) && overlap(&used, block))
                return true;
        }
    }
    return false;
}

/* Everything lies below a default route, written "default" or with a length of 0; and also what is
 * forbidden or thrown away is spoken for. */
static bool has_route(const json_t *routes, const struct block *block) {
    size_t i;
    json_t *route;
    json_array_foreach(routes, i, route) {
        const char *to = json_string_value(json_object_get(route, "dst"));
        struct block used;
        if (to && parse_block(to, -1, &used) && used.bits > 0 && overlap(&used, block))
            return true;
    }
    return false;
}

static bool is_free(const json_t *addresses, const json_t *routes, const struct block *block) {
    return !has_address(addresses, block) && !has_route(routes, block);
}

static struct block ipv4_block(unsigned pair) {
    return (struct block){.family = AF_INET,
                          .bits = IPV4_BITS,
                          .bytes = {198, (uint8_t)(18 + pair / 128), (uint8_t)(2 * (pair % 128))}};
}

int lab_addresses_choose(const json_t *addresses, const json_t *routes, unsigned start,
                         const uint8_t random[5], struct lab_addresses *chosen, struct error *err) {
    struct block ipv6 = {.family = AF_INET6, .bits = IPV6_BITS, .bytes = {0xfd}};
    memcpy(ipv6.bytes + 1, random, 5);
    if (!is_free(addresses, routes, &ipv6))
        return error_failed(err, "the random IPv6 prefix of the lab is in use here; try again");
    memcpy(chosen->prefix6, ipv6.bytes, sizeof chosen->prefix6);
    for (unsigned i = 0; i < PAIRS; i++) {
        unsigned pair = (start + i) % PAIRS;
        struct block ipv4 = ipv4_block(pair);
        if (is_free(addresses, routes, &ipv4)) {
            chosen->pair = (uint8_t)pair;
            return 0;
        }
    }
    return error_unavailable(err, "all of 198.18.0.0/15 is in use or routed here; free a /23 of it "
                                  "(ip route show table all)");
}

const char *lab_address(const struct lab_addresses *addresses, enum lab_wire wire,
                        enum lab_family family, unsigned host, char buffer[LAB_ADDRESS_TEXT]) {
    uint8_t bytes[16] = {0};
    if (family == LAB_IPV4) {
        memcpy(bytes, ipv4_block(addresses->pair).bytes, 3);
        bytes[2] = (uint8_t)(bytes[2] + wire);
        bytes[3] = (uint8_t)host;
    } else {
        memcpy(bytes, addresses->prefix6, sizeof addresses->prefix6);
        bytes[7] = (uint8_t)wire;
        bytes[15] = (uint8_t)host;
    }
    inet_ntop(family == LAB_IPV4 ? AF_INET : AF_INET6, bytes, buffer, LAB_ADDRESS_TEXT);
    return buffer;
}
