/* parameters.c - what a session is asked to do: settled, checked, taken from the wire. */
#include "netstream/parameters.h"

#include "netstream/path.h"

static const char *const zerocopy_words[] = {"off", "send", NULL};

#define FIELD(field) offsetof(struct netstream_options, test.field)

const struct option_row netstream_options[] = {
    {"reverse", 0, NULL, 1, FIELD(reverse), &option_flag, "The server sends, the client receives",
     .flags = 0},
    {"streams", 's', "N", 1, FIELD(streams), &option_number,
     "Connections, each with a thread of its own", "1", .low = 1, .high = NET_STREAMS_MAX},
    {"length", 'l', "BYTES", 1, FIELD(length), &option_size,
     "Of a write (default: 128k, or what --rate sends in 10 ms), or of a datagram (default: 1448, "
     "or "
     "what the path carries whole)",
     .what = "nothing to send"},
    {"rate", 'r', "BITS", 1, FIELD(rate), &option_rate,
     "Send so many bits a second, such as 900M or 10G (default: no limit)",
     .flags = OPTION_OPEN | OPTION_WHOLE},
    {"window", 'w', "BYTES", 1, FIELD(window), &option_size,
     "Size of socket buffers (default: as the kernel chooses)", .flags = OPTION_OPEN,
     .what = "no buffer at all"},
    {"zerocopy", 0, "KIND", 1, FIELD(zerocopy), &option_word,
     "off (default), or send: TCP's MSG_ZEROCOPY", .what = "kind of zero copy",
     .words = zerocopy_words},
    {"gso", 0, NULL, 1, FIELD(gso), &option_flag,
     "UDP: let the kernel cut and join datagrams (GSO and GRO)", .flags = 0},
    {0},
};

/* A write of the default length takes no longer at --rate. */
static const double paced_write_s = 10e-3;

static const uint64_t window_max = UINT64_C(1) << 30;

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
    double each_s = test->rate > 0 ? 8.0 * (double)test->length * test->streams / test->rate : 0;
    if (each_s > test->time_s / 2)
        return error_usage(err,
                           "--rate: %s of --length=%llu takes %.3g s at this rate, more than half "
                           "of --time; take a smaller --length or a longer --time",
                           test->udp ? "a datagram" : "a write", (unsigned long long)test->length,
                           each_s);
    if (test->gso && !test->udp)
        return error_usage(err, "--gso: only with --udp (TCP's own is the interface's setting)");
    return 0;
}

static int choose_length(struct netstream_options *o, struct error *err) {
    struct netstream_test *test = &o->test;
    if (test->udp) {
        if (netstream_path_carries(&o->net.server, &test->length, err) < 0)
            return -1;
        if (test->length > NETSTREAM_UDP_LENGTH)
            test->length = NETSTREAM_UDP_LENGTH;
        return 0;
    }
    double paced = paced_write_s * test->rate / test->streams / 8;
    test->length = NETSTREAM_TCP_LENGTH;
    if (test->rate > 0 && paced < (double)test->length)
        test->length = paced > 1 ? (uint64_t)paced : 1;
    return 0;
}

int netstream_settle(struct netstream_options *o, struct error *err) {
    struct netstream_test *test = &o->test;
    test->udp = o->net.udp;
    test->sliced = o->net.common.slices;
    test->omit_s = o->net.omit_s;
    test->time_s = o->net.common.time_s;
    if (test->length == 0 && choose_length(o, err) < 0)
        return -1;
    return netstream_test_check(test, err);
}

int netstream_test_take(const json_t *parameters, struct netstream_test *test, struct error *err) {
    struct netstream_options o = {0};
    if (net_options_take(parameters, netstream_options, &o.net, err) < 0 ||
        netstream_settle(&o, err) < 0)
        return -1;
    *test = o.test;
    return 0;
}
