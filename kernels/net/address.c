/* address.c - ADDRESS, ADDRESS:PORT and [IPv6]:PORT to and from struct sockaddr; names are refused.
 * */
#include "net/address.h"

#include "common/units.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

static int not_numeric(const char *text, struct error *err) {
    return error_usage(err,
                       "address '%s': not numeric; write 192.0.2.1, 192.0.2.1:PORT, "
                       "2001:db8::1 or [2001:db8::1]:PORT",
                       text);
}

/* Splits "host:port" in place; *port stays NULL where there is none. False: malformed. */
static bool split(char *text, char **host, char **port) {
    *host = text;
    *port = NULL;
    if (text[0] == '[') {
        char *end = strchr(text, ']');
        if (!end || (end[1] != '\0' && end[1] != ':'))
            return false;
        *host = text + 1;
        *port = end[1] == ':' ? end + 2 : NULL;
        *end = '\0';
        return true;
    }
    char *colon = strchr(text, ':');
    if (colon && !strchr(colon + 1, ':')) {
        *colon = '\0';
        *port = colon + 1;
    }
    return true;
}

static bool parse_ipv6(char *host, struct sockaddr_in6 *in6) {
    char *scope = strchr(host, '%');
    if (scope) {
        *scope++ = '\0';
        in6->sin6_scope_id = if_nametoindex(scope);
        if (in6->sin6_scope_id == 0)
            return false;
    }
    return inet_pton(AF_INET6, host, &in6->sin6_addr) == 1;
}

int net_address_parse(const char *text, uint16_t default_port, struct net_address *address,
                      struct error *err) {
    char copy[NET_ADDRESS_TEXT], *host, *port_text;
    if (strlen(text) >= sizeof copy)
        return not_numeric(text, err);
    memcpy(copy, text, strlen(text) + 1);
    if (!split(copy, &host, &port_text))
        return not_numeric(text, err);
    uint64_t port = default_port;
    if (port_text && parse_count(port_text, "port", 0, UINT16_MAX, &port, err) < 0)
        return error_wrap(err, "address '%s'", text);

    *address = (struct net_address){0};
    struct sockaddr_in *in = (struct sockaddr_in *)&address->at;
    struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address->at;
    if (inet_pton(AF_INET, host, &in->sin_addr) == 1) {
        in->sin_family = AF_INET;
        in->sin_port = htons((uint16_t)port);
        address->length = sizeof *in;
    } else if (parse_ipv6(host, in6)) {
        if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr) && in6->sin6_scope_id == 0)
            return error_usage(err,
                               "address '%s': is link-local, which every interface has one of; say "
                               "which: %s%%INTERFACE",
                               text, host);
        in6->sin6_family = AF_INET6;
        in6->sin6_port = htons((uint16_t)port);
        address->length = sizeof *in6;
    } else {
        return not_numeric(text, err);
    }
    return 0;
}

int net_address_word(const char *word, uint16_t default_port, struct net_address *address,
                     struct error *err) {
    if (address->length > 0)
        return error_usage(err, "unexpected word '%s': one address is enough", word);
    return net_address_parse(word, default_port, address, err);
}

bool net_address_is_loopback(const struct net_address *address) {
    if (address->at.ss_family == AF_INET)
        return ntohl(((const struct sockaddr_in *)&address->at)->sin_addr.s_addr) >> 24 == 127;
    const struct in6_addr *in6 = &((const struct sockaddr_in6 *)&address->at)->sin6_addr;
    return address->at.ss_family == AF_INET6 &&
           (IN6_IS_ADDR_LOOPBACK(in6) || (IN6_IS_ADDR_V4MAPPED(in6) && in6->s6_addr[12] == 127));
}

const char *net_address_format(const struct net_address *address, char *buffer, size_t size) {
    char host[INET6_ADDRSTRLEN] = "?", scope[IF_NAMESIZE + 1] = "";
    if (address->at.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&address->at;
        inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
        snprintf(buffer, size, "%s:%u", host, ntohs(in->sin_port));
    } else if (address->at.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)&address->at;
        inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
        if (in6->sin6_scope_id != 0) {
            scope[0] = '%';
            if (!if_indextoname(in6->sin6_scope_id, scope + 1))
                scope[0] = '\0';
        }
        snprintf(buffer, size, "[%s%s]:%u", host, scope, ntohs(in6->sin6_port));
    } else {
        snprintf(buffer, size, "none");
    }
    return buffer;
}
