/* netrr.c - requests and responses between two hosts over TCP or UDP: netperf's job.
 *
 * Why: the report's figure 8 gives one mean round trip for each attachment, a KVM guest paying
 * 30 us more, and never measured Docker's. A mean hides the tail; netrr keeps every latency in a
 * histogram, and with --rate it times from when a request should have been sent, so that a stall
 * is not charged to one transaction alone. */
#include "harness/kernel.h"
#include "net/run.h"
#include "netrr/report.h"
#include "netrr/work.h"

static int make_job(const json_t *parameters, bool server, struct net_job *job, struct error *err) {
    struct netrr_test test;
    if (netrr_test_take(parameters, &test, err) < 0)
        return -1;
    *job = (struct net_job){.udp = test.udp,
                            .on_demand = test.new_connection,
                            .sliced = test.sliced,
                            .active = !server,
                            .streams = test.connections,
                            .time_s = test.omit_s + test.time_s,
                            .work = &netrr_work,
                            .state = netrr_side_new(&test, !server, err)};
    return job->state ? 0 : -1;
}

static int resolve(void *state, struct error *err) {
    struct netrr_options *o = state;
    return net_options_settle(&o->net, err) < 0 ? -1 : netrr_settle(o, err);
}

static int sliceable(const void *state, struct error *err) {
    const struct netrr_options *o = state;
    if (o->test.rate > 0)
        return error_usage(err, "--rate: starts that are intended do not wait for slices; leave it "
                                "out");
    return net_sliceable(state, err);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, net_role_options,
                                                       net_session_options, netrr_options, NULL};
    static const char *const concerns[] = {"network", NULL};
    static const struct kernel_slices slices = {.possible = sliceable};
    static const struct kernel kernel = {
        .name = "netrr",
        .about =
            "Measures how long a server takes to answer requests."
            "\vWithout --rate the loop is closed: the next request waits for the last response. "
            "Over UDP a request without an answer within 1 s is lost, and counted. Port 5211, TCP "
            "and UDP. Addresses are numeric. Sizes take k, M, G (binary), rates k, M, G (decimal), "
            "times us, ms, s, m, h.",
        .options = options,
        .arguments = NET_ARGUMENTS,
        .word = net_options_word,
        .given = net_options_given,
        .resolve = resolve,
        .instead = net_instead,
        .results = netrr_results,
        .concerns = concerns,
        .load = {"rate", "transactions", "", NULL},
        .slices = &slices,
        .measure = net_measure,
    };
    static const struct net_kernel net = {.name = "netrr",
                                          .number = 2,
                                          .port = 5211,
                                          .make_job = make_job,
                                          .conclude = netrr_conclude,
                                          .rates = netrr_rates};
    static struct netrr_options state = {.net = {.kernel = &net}};
    return kernel_main(&kernel, &state, argc, argv);
}
