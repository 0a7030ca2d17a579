/* netstream.c - bulk throughput between two hosts over TCP or UDP: nuttcp's job.
 *
 * Why: the report's figure 7 shows 9.3 Gbit/s over every attachment from one run each, so what it
 * measured was the wire. What an attachment costs shows in CPU time, in packets of 64 bytes, in
 * several streams and where the wire is no limit; its own notes have Docker's NAT at a third with
 * four streams, unreported. */
#include "harness/kernel.h"
#include "net/run.h"
#include "netstream/report.h"
#include "netstream/work.h"

static int make_job(const json_t *parameters, bool server, struct net_job *job, struct error *err) {
    struct netstream_test test;
    if (netstream_test_take(parameters, &test, err) < 0 || netstream_buffers_fit(&test, err) < 0)
        return -1;
    *job = (struct net_job){.udp = test.udp,
                            .streams = test.streams,
                            .shared = !test.udp && !test.zerocopy && test.rate == 0,
                            .sliced = test.sliced,
                            .active = server == test.reverse,
                            .time_s = test.omit_s + test.time_s,
                            .work = &netstream_work,
                            .state = netstream_side_new(&test, server == test.reverse, err)};
    return job->state ? 0 : -1;
}

static int resolve(void *state, struct error *err) {
    struct netstream_options *o = state;
    if (net_options_settle(&o->net, err) < 0 || netstream_settle(o, err) < 0)
        return -1;
    return netstream_buffers_fit(&o->test, err);
}

static uint64_t memory(const void *state) {
    return netstream_buffer_bytes(&((const struct netstream_options *)state)->test);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {
        options_process, net_role_options, net_session_options, netstream_options, NULL};
    static const char *const concerns[] = {"network", NULL};
    static const struct kernel_slices slices = {.possible = net_sliceable};
    static const struct kernel kernel = {
        .name = "netstream",
        .about =
            "Measures how fast bulk data moves to a server, or with --reverse from it."
            "\vThroughput is what the receiver's program got. Port 5210, TCP and UDP. Addresses "
            "are "
            "numeric. Sizes take k, M, G (binary), rates k, M, G (decimal), times us, ms, s, m, h.",
        .options = options,
        .arguments = NET_ARGUMENTS,
        .word = net_options_word,
        .given = net_options_given,
        .resolve = resolve,
        .instead = net_instead,
        .results = netstream_results,
        .concerns = concerns,
        .memory = memory,
        .slices = &slices,
        .measure = net_measure,
    };
    static const struct net_kernel net = {.name = "netstream",
                                          .number = 1,
                                          .port = 5210,
                                          .make_job = make_job,
                                          .conclude = netstream_conclude,
                                          .rates = netstream_rates};
    static struct netstream_options state = {.net = {.kernel = &net}};
    return kernel_main(&kernel, &state, argc, argv);
}
