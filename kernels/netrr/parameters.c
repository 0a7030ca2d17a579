/* parameters.c - what a session is asked to do: settled, checked, taken from the wire. */
#include "netrr/parameters.h"

#define FIELD(field) offsetof(struct netrr_options, test.field)

const struct option_row netrr_options[] = {
    {"request", 0, "BYTES", 1, FIELD(request), &option_size, "Size of a request", "100",
     .flags = 0},
    {"response", 0, "BYTES", 1, FIELD(response), &option_size, "Size of a response", "200",
     .flags = 0},
    {"connections", 'C', "N", 1, FIELD(connections), &option_number,
     "Connections, each with a thread of its own and one transaction in flight", "1", .low = 1,
     .high = NET_STREAMS_MAX},
    {"rate", 'r', "N", 1, FIELD(rate), &option_rate,
     "Open loop: begin N transactions a second, such as 5k, and time each from its intended start",
     .flags = OPTION_OPEN},
    {"busy-poll", 0, "US", 1, FIELD(busy_poll_us), &option_count,
     "Poll the receive queue for so many microseconds before sleeping (default: 0)",
     .what = "microseconds", .high = NETRR_BUSY_POLL_MAX},
    {"new-connection", 0, NULL, 1, FIELD(new_connection), &option_flag,
     "TCP: a new connection for each transaction", .flags = 0},
    {0},
};

static int check_size(const struct netrr_test *test, const char *option, uint64_t bytes,
                      struct error *err) {
    uint64_t low = test->udp ? NET_DATAGRAM_BYTES : 1;
    uint64_t high = test->udp ? NET_DATAGRAM_MAX : NETRR_SIZE_MAX;
    if (bytes < low || bytes > high)
        return error_usage(err, "--%s: %llu bytes, not %llu to %llu%s", option,
                           (unsigned long long)bytes, (unsigned long long)low,
                           (unsigned long long)high, test->udp ? " as over UDP" : "");
    return 0;
}

static int check(const struct netrr_test *test, struct error *err) {
    if (test->udp && test->new_connection)
        return error_usage(err, "--new-connection: only for TCP");
    if (test->new_connection && test->busy_poll_us > 0)
        return error_usage(err, "--busy-poll: not with --new-connection, which never waits long");
    if (check_size(test, "request", test->request, err) < 0)
        return -1;
    return check_size(test, "response", test->response, err);
}

int netrr_settle(struct netrr_options *o, struct error *err) {
    o->test.udp = o->net.udp;
    o->test.sliced = o->net.common.slices;
    o->test.omit_s = o->net.omit_s;
    o->test.time_s = o->net.common.time_s;
    return check(&o->test, err);
}

int netrr_test_take(const json_t *parameters, struct netrr_test *test, struct error *err) {
    struct netrr_options o = {0};
    if (net_options_take(parameters, netrr_options, &o.net, err) < 0 || netrr_settle(&o, err) < 0)
        return -1;
    *test = o.test;
    return 0;
}
