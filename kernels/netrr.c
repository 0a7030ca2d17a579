/* netrr.c - requests and responses between two hosts over TCP or UDP: netperf's job.
 *
 * Why: the report's figure 8 gives one mean round trip for each attachment, a KVM guest paying
 * 30 us more, and never measured Docker's. A mean hides the tail; netrr keeps every latency in a
 * histogram, and with --rate it times from when a request should have been sent, so that a stall
 * is not charged to one transaction alone. */
#include "common/units.h"
#include "harness/failure.h"
#include "net/run.h"
#include "netrr/report.h"
#include "netrr/side.h"

enum { KEY_BUSY_POLL = 0x2000, KEY_NEW_CONNECTION, KEY_REQUEST, KEY_RESPONSE };
enum { DEFAULT_PORT = 5211 };

struct netrr_options {
    struct net_options net;
    struct netrr_test test;
    const char *own; /* the first of the options below that was given */
};

static const struct argp_option own_options[] = {
    {"request", KEY_REQUEST, "BYTES", 0, "Size of a request (default: 100)", 1},
    {"response", KEY_RESPONSE, "BYTES", 0, "Size of a response (default: 200)", 1},
    {"connections", 'C', "N", 0,
     "Connections, each with a thread of its own and one transaction in flight (default: 1)", 1},
    {"rate", 'r', "N", 0,
     "Open loop: begin N transactions a second, such as 5k, and time each from its intended start",
     1},
    {"busy-poll", KEY_BUSY_POLL, "US", 0,
     "Poll the receive queue for so many microseconds before sleeping (default: 0)", 1},
    {"new-connection", KEY_NEW_CONNECTION, NULL, 0, "TCP: a new connection for each transaction",
     1},
    {0},
};

static int parse_value(int key, const char *text, struct netrr_test *test, struct error *err) {
    uint64_t count;
    switch (key) {
    case KEY_REQUEST:
        return parse_size(text, &test->request, err);
    case KEY_RESPONSE:
        return parse_size(text, &test->response, err);
    case 'C':
        if (parse_count(text, "number", 1, NET_STREAMS_MAX, &count, err) < 0)
            return -1;
        test->connections = (unsigned)count;
        return 0;
    case 'r':
        return parse_rate(text, &test->rate, err);
    case KEY_BUSY_POLL:
        return parse_count(text, "microseconds", 0, NETRR_BUSY_POLL_MAX, &test->busy_poll_us, err);
    default:
        test->new_connection = true;
        return 0;
    }
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct netrr_options *o = state->input;
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
static const struct argp netrr_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .args_doc = NET_ARGS_DOC,
    .doc = "Measures how long a server takes to answer requests."
           "\vWithout --rate the loop is closed: the next request waits for the last response. "
           "Over UDP a request without an answer within 1 s is lost, and counted. Port 5211, TCP "
           "and UDP. Addresses are numeric. Sizes take k, M, G (binary), rates k, M, G (decimal), "
           "times us, ms, s, m, h."};

static int make_job(const json_t *parameters, bool server, struct net_job *job, struct error *err) {
    struct netrr_test test;
    if (netrr_test_take(parameters, &test, err) < 0)
        return -1;
    *job = (struct net_job){.udp = test.udp,
                            .on_demand = test.new_connection,
                            .streams = test.connections,
                            .time_s = test.omit_s + test.time_s,
                            .work = &netrr_work,
                            .state = netrr_side_new(&test, !server, err)};
    return job->state ? 0 : -1;
}

static const char *const concerns[] = {"network", NULL};
static const struct kernel self = {.name = "netrr", .concerns = concerns, .results = netrr_results};
static const struct net_kernel kernel = {.name = "netrr",
                                         .number = 2,
                                         .port = DEFAULT_PORT,
                                         .make_job = make_job,
                                         .conclude = netrr_conclude};

static int settle(struct netrr_options *o, struct error *err) {
    if (net_options_settle(&o->net, o->own, err) < 0)
        return -1;
    o->test.udp = o->net.udp;
    o->test.omit_s = o->net.omit_s;
    o->test.time_s = o->net.common.time_s;
    return netrr_test_check(&o->test, err);
}

static int run(struct netrr_options *o, struct error *err) {
    if (settle(o, err) < 0)
        return -1;
    json_t *parameters = net_options_parameters(&o->net);
    netrr_test_put(&o->test, parameters);
    return net_run(&o->net, &kernel, &self, &o->test, parameters, err);
}

int main(int argc, char **argv) {
    struct netrr_options options = {
        .net = {.kernel = &kernel},
        .test = {.connections = 1, .request = NETRR_REQUEST, .response = NETRR_RESPONSE}};
    struct error err = {0};
    int status = options_parse(argc, argv, &netrr_argp, &options, &options.net.common, &err);
    if (status == 0)
        status = run(&options, &err);
    return status < 0 ? failure(kernel.name, &err) : status;
}
