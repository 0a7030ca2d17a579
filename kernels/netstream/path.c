/* path.c - the MTU of a path as a connected socket knows it, and counters of fragments. */
#include "netstream/path.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "net/preamble.h"
#include "net/socket.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { UDP_HEADER = 8, IPV4_HEADER = 20, IPV6_HEADER = 40 };

static bool is_ipv6(int fd) {
    struct sockaddr_storage other;
    socklen_t size = sizeof other;
    if (getpeername(fd, (struct sockaddr *)&other, &size) < 0 || other.ss_family != AF_INET6)
        return false;
    return !IN6_IS_ADDR_V4MAPPED(&((struct sockaddr_in6 *)&other)->sin6_addr);
}

/* Of a connected socket. */
static int largest(int fd, unsigned *mtu, uint64_t *bytes, struct error *err) {
    bool six = is_ipv6(fd);
    int value;
    socklen_t size = sizeof value;
    if (getsockopt(fd, six ? IPPROTO_IPV6 : IPPROTO_IP, six ? IPV6_MTU : IP_MTU, &value, &size) < 0)
        return error_errno(err, "the path's MTU");
    *mtu = (unsigned)value;
    *bytes = (uint64_t)(value - UDP_HEADER - (six ? IPV6_HEADER : IPV4_HEADER));
    if (*bytes > NET_DATAGRAM_MAX)
        *bytes = NET_DATAGRAM_MAX;
    return 0;
}

int netstream_path_carries(const struct net_address *address, uint64_t *bytes, struct error *err) {
    *bytes = NETSTREAM_UDP_LENGTH;
    if (address->length == 0)
        return 0;
    unsigned mtu;
    cleanup_close int fd = net_connect(address, true, 1, err);
    return fd < 0 ? -1 : largest(fd, &mtu, bytes, err);
}

int netstream_path_whole(int fd, struct error *err) {
    if (is_ipv6(fd))
        return net_set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO, "IPV6_MTU_DISCOVER",
                       err);
    return net_set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO, "IP_MTU_DISCOVER", err);
}

int netstream_path_fits(int fd, uint64_t length, struct error *err) {
    unsigned mtu = 0;
    uint64_t bytes = 0;
    if (largest(fd, &mtu, &bytes, err) < 0)
        return -1;
    if (length <= bytes)
        return 0;
    return error_usage(
        err,
        "--length=%llu: the path's MTU of %u carries datagrams of at most %llu bytes "
        "whole; take that or less",
        (unsigned long long)length, mtu, (unsigned long long)bytes);
}

/* proc(5): snmp has a line of names and one of numbers for each protocol, snmp6 a name and a number
 * in a line. */
static uint64_t ipv4_fragments(void) {
    cleanup_free char *text = small_file_read("/proc/self/net/snmp", NULL);
    char *names = text, *rest = NULL, *values = NULL, *name, *value, *at_name, *at_value;
    if (!text || !(names = strtok_r(text, "\n", &rest)) || !(values = strtok_r(NULL, "\n", &rest)))
        return 0;
    name = strtok_r(names, " ", &at_name), value = strtok_r(values, " ", &at_value);
    while (name && value && strcmp(name, "FragCreates") != 0)
        name = strtok_r(NULL, " ", &at_name), value = strtok_r(NULL, " ", &at_value);
    return name && value ? strtoull(value, NULL, 10) : 0;
}

static uint64_t ipv6_fragments(void) {
    static const char key[] = "Ip6FragCreates";
    cleanup_free char *text = small_file_read("/proc/self/net/snmp6", NULL);
    const char *at = text ? strstr(text, key) : NULL;
    return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

uint64_t netstream_path_fragments(void) {
    return ipv4_fragments() + ipv6_fragments();
}
