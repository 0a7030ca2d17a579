#include "netstream/test.h"

#include "net/exchange.h"
#include "net/take.h"
#include "netstream/side.h"

#include <math.h>
#include <string.h>

static const uint64_t window_max = UINT64_C(1) << 30;
static const double rate_max = 1e15;

/* A client must not make a server run out of memory. */
static int check_memory(const struct netstream_test *test, struct error *err) {
    uint64_t sender = netstream_buffer(test, true), receiver = netstream_buffer(test, false);
    uint64_t bytes = test->streams * (sender > receiver ? sender : receiver);
    if (bytes > NETSTREAM_BUFFERS_MAX)
        return error_usage(err,
                           "--streams=%u: their buffers have %llu MiB together, more than %d; take "
                           "fewer, or a smaller --length",
                           test->streams, (unsigned long long)bytes >> 20,
                           NETSTREAM_BUFFERS_MAX >> 20);
    return 0;
}

int netstream_test_check(const struct netstream_test *test, struct error *err) {
    if (test->udp && (test->length < NET_DATAGRAM_BYTES || test->length > NET_DATAGRAM_MAX))
        return error_usage(err, "--length: %llu bytes are no UDP datagram of netstream (%d to %d)",
                           (unsigned long long)test->length, NET_DATAGRAM_BYTES, NET_DATAGRAM_MAX);
    if (test->length < 1 || test->length > NETSTREAM_LENGTH_MAX)
        return error_usage(err, "--length: not from 1 byte to 16M");
    if (test->window > window_max)
        return error_usage(err, "--window: more than 1G");
    if (test->zerocopy && test->udp)
        return error_usage(err, "--zerocopy=send: only for TCP");
    if (test->gso && !test->udp)
        return error_usage(err, "--gso: only with --udp (TCP's own is the interface's setting)");
    return check_memory(test, err);
}

void netstream_test_put(const struct netstream_test *test, json_t *parameters) {
    json_object_set_new(parameters, "reverse", json_boolean(test->reverse));
    json_object_set_new(parameters, "streams", json_integer(test->streams));
    json_object_set_new(parameters, "length", json_integer((json_int_t)test->length));
    json_object_set_new(parameters, "window",
                        test->window > 0 ? json_integer((json_int_t)test->window) : json_null());
    json_object_set_new(parameters, "rate",
                        test->rate > 0 ? json_integer(llround(test->rate)) : json_null());
    json_object_set_new(parameters, "zerocopy", json_string(test->zerocopy ? "send" : "off"));
    json_object_set_new(parameters, "gso", json_boolean(test->gso));
}

/* A count that may be null: then 0. */
static int take_optional(const json_t *parameters, const char *key, uint64_t high, uint64_t *value,
                         struct error *err) {
    *value = 0;
    if (json_is_null(json_object_get(parameters, key)))
        return 0;
    return net_take_count(parameters, key, 1, high, value, err);
}

int netstream_test_take(const json_t *parameters, struct netstream_test *test, struct error *err) {
    *test = (struct netstream_test){0};
    uint64_t streams, rate;
    if (net_take_bool(parameters, "udp", &test->udp, err) < 0 ||
        net_take_bool(parameters, "reverse", &test->reverse, err) < 0 ||
        net_take_bool(parameters, "gso", &test->gso, err) < 0 ||
        net_take_count(parameters, "streams", 1, NET_STREAMS_MAX, &streams, err) < 0 ||
        net_take_count(parameters, "length", 1, NETSTREAM_LENGTH_MAX, &test->length, err) < 0 ||
        take_optional(parameters, "window", window_max, &test->window, err) < 0 ||
        take_optional(parameters, "rate", (uint64_t)rate_max, &rate, err) < 0 ||
        net_take_seconds(parameters, "omit", &test->omit_s, err) < 0 ||
        net_take_seconds(parameters, "time", &test->time_s, err) < 0)
        return -1;
    const char *zerocopy = json_string_value(json_object_get(parameters, "zerocopy"));
    if (!zerocopy || (strcmp(zerocopy, "off") != 0 && strcmp(zerocopy, "send") != 0))
        return error_usage(err, "zerocopy: neither 'off' nor 'send'");
    test->zerocopy = strcmp(zerocopy, "send") == 0;
    test->streams = (unsigned)streams;
    test->rate = (double)rate;
    return netstream_test_check(test, err);
}
