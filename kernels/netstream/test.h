/* test.h - what a netstream session is asked to do, as options, on the wire and in the record. */
#ifndef VIRTAX_NETSTREAM_TEST_H
#define VIRTAX_NETSTREAM_TEST_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    NETSTREAM_LENGTH_MAX = 16 << 20,
    NETSTREAM_BUFFERS_MAX = 256 << 20, /* of all streams together, on either side */
    NETSTREAM_TCP_LENGTH = 128 << 10,  /* as iperf3 */
    NETSTREAM_UDP_LENGTH = 1448,       /* fits an Ethernet frame over IPv4 and IPv6 */
};

struct netstream_test {
    bool udp, reverse, zerocopy, gso;
    unsigned streams;
    uint64_t length; /* bytes of a write, or of a datagram */
    uint64_t window; /* bytes of each socket buffer; 0: the kernel's choice */
    double rate;     /* bit/s of all streams together; 0: unlimited */
    double omit_s, time_s;
};

/* Refuses combinations and sizes that cannot be: STATUS_USAGE. */
int netstream_test_check(const struct netstream_test *test, struct error *err);

/* Adds the test's own members to the shared ones ("udp", "omit", "time"). */
void netstream_test_put(const struct netstream_test *test, json_t *parameters);

/* Takes and checks what a client sent. */
int netstream_test_take(const json_t *parameters, struct netstream_test *test, struct error *err);

#endif
