/* test.h - what a netrr session is asked to do, as options, on the wire and in the record. */
#ifndef VIRTAX_NETRR_TEST_H
#define VIRTAX_NETRR_TEST_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    NETRR_REQUEST = 100, /* the report's, as netperf was called */
    NETRR_RESPONSE = 200,
    NETRR_SIZE_MAX = 1 << 20,
    NETRR_BUSY_POLL_MAX = 1000000,
};

struct netrr_test {
    bool udp, new_connection;
    unsigned connections;
    uint64_t request, response; /* bytes */
    uint64_t busy_poll_us;      /* 0: sleep at once */
    double rate;                /* transactions/s of all connections; 0: closed loop */
    double omit_s, time_s;
};

/* Refuses combinations and sizes that cannot be: STATUS_USAGE. */
int netrr_test_check(const struct netrr_test *test, struct error *err);

/* Adds the test's own members to the shared ones ("udp", "omit", "time"). */
void netrr_test_put(const struct netrr_test *test, json_t *parameters);

/* Takes and checks what a client sent. */
int netrr_test_take(const json_t *parameters, struct netrr_test *test, struct error *err);

#endif
