/* parameters.h - what a netstream session is asked to do, as options, on the wire and in the
 * record. */
#ifndef VIRTAX_NETSTREAM_PARAMETERS_H
#define VIRTAX_NETSTREAM_PARAMETERS_H

#include "net/options.h"

enum {
    NETSTREAM_LENGTH_MAX = 16 << 20,
    NETSTREAM_BUFFERS_MAX = 256 << 20, /* of all streams together, on either side */
    NETSTREAM_TCP_LENGTH = 128 << 10,  /* as iperf3 */
};

struct netstream_test {
    bool udp, reverse, gso, sliced;
    int zerocopy; /* 0 off, 1 send */
    unsigned streams;
    uint64_t length; /* bytes of a write, or of a datagram */
    uint64_t window; /* bytes of each socket buffer; 0: the kernel's choice */
    double rate;     /* bit/s of all streams together; 0: unlimited */
    double omit_s, time_s;
};

/* Refuses combinations and sizes that cannot be: STATUS_USAGE. */
int netstream_test_check(const struct netstream_test *test, struct error *err);

/* netstream's state: its options' fields. */
struct netstream_options {
    struct net_options net;
    struct netstream_test test;
};

extern const struct option_row netstream_options[];

/* Takes what the shared options say into the test, fills the default length, and checks it. */
int netstream_settle(struct netstream_options *options, struct error *err);

/* Takes and checks what a client sent. */
int netstream_test_take(const json_t *parameters, struct netstream_test *test, struct error *err);

#endif
