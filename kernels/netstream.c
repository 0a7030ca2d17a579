/* netstream.c - bulk throughput between two hosts over TCP or UDP: nuttcp's job.
 *
 * Why: the report's figure 7 shows 9.3 Gbit/s over every attachment from one run each, so what it
 * measured was the wire. What an attachment costs shows in CPU time, in packets of 64 bytes, in
 * several streams and where the wire is no limit; its own notes have Docker's NAT at a third with
 * four streams, unreported. */
#include "common/choice.h"
#include "common/units.h"
#include "harness/failure.h"
#include "net/run.h"
#include "netstream/report.h"
#include "netstream/side.h"

enum { KEY_REVERSE = 0x2000, KEY_ZEROCOPY, KEY_GSO };
enum { DEFAULT_PORT = 5210 };

struct netstream_options {
    struct net_options net;
    struct netstream_test test;
    const char *own; /* the first of the options below that was given */
};

static const struct argp_option own_options[] = {
    {"reverse", KEY_REVERSE, NULL, 0, "The server sends, the client receives", 1},
    {"streams", 's', "N", 0, "Connections, each with a thread of its own (default: 1)", 1},
    {"length", 'l', "BYTES", 0, "Of a write (default: 128k), or of a datagram (default: 1448)", 1},
    {"rate", 'r', "BITS", 0, "Send so many bits a second, such as 900M or 10G (default: no limit)",
     1},
    {"window", 'w', "BYTES", 0, "Size of socket buffers (default: as the kernel chooses)", 1},
    {"zerocopy", KEY_ZEROCOPY, "KIND", 0, "off (default), or send: TCP's MSG_ZEROCOPY", 1},
    {"gso", KEY_GSO, NULL, 0, "UDP: let the kernel cut and join datagrams (GSO and GRO)", 1},
    {0},
};

static int parse_value(int key, const char *text, struct netstream_test *test, struct error *err) {
    static const char *const kinds[] = {"off", "send", NULL};
    uint64_t count;
    int kind;
    switch (key) {
    case 's':
        if (parse_count(text, "number", 1, NET_STREAMS_MAX, &count, err) < 0)
            return -1;
        test->streams = (unsigned)count;
        return 0;
    case 'l':
        if (parse_size(text, &test->length, err) < 0)
            return -1;
        return test->length > 0 ? 0 : error_usage(err, "size '%s': nothing to send", text);
    case 'r':
        return parse_rate(text, &test->rate, err);
    case 'w':
        if (parse_size(text, &test->window, err) < 0)
            return -1;
        return test->window > 0 ? 0 : error_usage(err, "size '%s': no buffer at all", text);
    case KEY_ZEROCOPY:
        kind = choice_parse(text, "kind of zero copy", kinds, err);
        test->zerocopy = kind == 1;
        return kind < 0 ? -1 : 0;
    default:
        test->reverse |= key == KEY_REVERSE;
        test->gso |= key == KEY_GSO;
        return 0;
    }
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct netstream_options *o = state->input;
    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = &o->net;
        return 0;
    }
    const char *name = net_option_name(own_options, key);
    if (!name)
        return ARGP_ERR_UNKNOWN;
    if (!o->own)
        o->own = name;
    return parse_value(key, text, &o->test, &o->net.common.error) < 0
               ? options_wrong(&o->net.common, name)
               : 0;
}

static const struct argp_child children[] = {{.argp = &net_options_argp}, {0}};
static const struct argp netstream_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .args_doc = NET_ARGS_DOC,
    .doc = "Measures how fast bulk data moves to a server, or with --reverse from it."
           "\vThroughput is what the receiver's program got. Port 5210, TCP and UDP. Addresses are "
           "numeric. Sizes take k, M, G (binary), rates k, M, G (decimal), times us, ms, s, m, h."};

static int make_job(const json_t *parameters, bool server, struct net_job *job, struct error *err) {
    struct netstream_test test;
    if (netstream_test_take(parameters, &test, err) < 0)
        return -1;
    *job = (struct net_job){.udp = test.udp,
                            .streams = test.streams,
                            .time_s = test.omit_s + test.time_s,
                            .work = &netstream_work,
                            .state = netstream_side_new(&test, server == test.reverse, err)};
    return job->state ? 0 : -1;
}

static const char *const concerns[] = {"network", NULL};
static const struct kernel self = {
    .name = "netstream", .concerns = concerns, .results = netstream_results};
static const struct net_kernel kernel = {.name = "netstream",
                                         .number = 1,
                                         .port = DEFAULT_PORT,
                                         .make_job = make_job,
                                         .conclude = netstream_conclude};

static int settle(struct netstream_options *o, struct error *err) {
    if (net_options_settle(&o->net, o->own, err) < 0)
        return -1;
    struct netstream_test *test = &o->test;
    test->udp = o->net.udp;
    test->omit_s = o->net.omit_s;
    test->time_s = o->net.common.time_s;
    if (test->length == 0)
        test->length = test->udp ? NETSTREAM_UDP_LENGTH : NETSTREAM_TCP_LENGTH;
    return netstream_test_check(test, err);
}

static int run(struct netstream_options *o, struct error *err) {
    if (settle(o, err) < 0)
        return -1;
    json_t *parameters = net_options_parameters(&o->net);
    netstream_test_put(&o->test, parameters);
    return net_run(&o->net, &kernel, &self, &o->test, parameters, err);
}

int main(int argc, char **argv) {
    struct netstream_options options = {.net = {.kernel = &kernel}, .test = {.streams = 1}};
    struct error err = {0};
    int status = options_parse(argc, argv, &netstream_argp, &options, &options.net.common, &err);
    if (status == 0)
        status = run(&options, &err);
    return status < 0 ? failure(kernel.name, &err) : status;
}
