/* parameters.h - what a netrr session is asked to do, as options, on the wire and in the record. */
#ifndef VIRTAX_NETRR_PARAMETERS_H
#define VIRTAX_NETRR_PARAMETERS_H

#include "net/options.h"

enum {
    NETRR_SIZE_MAX = 1 << 20,
    NETRR_BUSY_POLL_MAX = 1000000,
};

struct netrr_test {
    bool udp, new_connection, sliced;
    unsigned connections;
    uint64_t request, response; /* bytes; by default the report's, as netperf was called */
    uint64_t busy_poll_us;      /* 0: sleep at once */
    double rate;                /* transactions/s of all connections; 0: closed loop */
    double omit_s, time_s;
};

/* netrr's state: its options' fields. */
struct netrr_options {
    struct net_options net;
    struct netrr_test test;
};

extern const struct option_row netrr_options[];

/* Takes what the shared options say into the test, and refuses combinations and sizes that cannot
 * be: STATUS_USAGE. */
int netrr_settle(struct netrr_options *options, struct error *err);

/* Takes and checks what a client sent. */
int netrr_test_take(const json_t *parameters, struct netrr_test *test, struct error *err);

#endif
