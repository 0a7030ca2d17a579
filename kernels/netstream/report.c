/* report.c - bytes, datagrams, loss and CPU time of both sides as results and checks. */
#include "netstream/report.h"

#include "harness/kernel.h"
#include "harness/record.h"
#include "netstream/loss.h"

const char *const netstream_rates[] = {"throughput", "datagrams", NULL};

static json_t *integer(uint64_t value) {
    return json_integer((json_int_t)value);
}

struct sum {
    struct netstream_tally window, whole;
};

static struct sum add_up(struct netstream_side *side, unsigned streams) {
    struct sum sum = {0};
    uint64_t *window = (uint64_t *)&sum.window, *whole = (uint64_t *)&sum.whole;
    for (unsigned i = 0; i < streams; i++) {
        struct netstream_tally last = netstream_shown(&side->flow[i]);
        const uint64_t *from = (const uint64_t *)&side->begin[i],
                       *to = (const uint64_t *)&side->end[i], *total = (const uint64_t *)&last;
        for (int j = 0; j < NETSTREAM_TALLIES; j++) {
            window[j] += to[j] - from[j];
            whole[j] += total[j];
        }
    }
    return sum;
}

static json_t *rates(const struct netstream_side *side, unsigned streams) {
    json_t *list = json_array();
    for (unsigned i = 0; i < streams; i++)
        json_array_append_new(list,
                              json_real(8e-9 * (double)(side->end[i].bytes - side->begin[i].bytes) /
                                        (side->end_s - side->begin_s)));
    return list;
}

static void report_udp(json_t *report, struct netstream_side *side, unsigned streams,
                       const struct sum *sum) {
    json_object_set_new(report, "datagrams", integer(sum->window.datagrams));
    json_object_set_new(report, "total_datagrams", integer(sum->whole.datagrams));
    if (!side->sender) {
        json_object_set_new(report, "expected", integer(sum->window.expected));
        json_object_set_new(report, "reordered", integer(sum->window.reordered));
    }
    netstream_loss_report(report, side, streams);
    json_object_set_new(report, "ip_fragments",
                        integer(side->fragments_end - side->fragments_begin));
    json_object_set_new(report, "gso", json_boolean(side->test.gso));
}

json_t *netstream_report(void *state, struct net_exchange *exchange, struct error *err) {
    struct netstream_side *side = state;
    struct sum sum = add_up(side, exchange->streams);
    json_t *report = json_pack(
        "{s:s, s:I, s:I, s:I, s:f, s:o, s:o}", "role", side->sender ? "sender" : "receiver",
        "bytes", (json_int_t)sum.window.bytes, "total_bytes", (json_int_t)sum.whole.bytes, "calls",
        (json_int_t)sum.window.calls, "window_s", side->end_s - side->begin_s, "streams_gbit_s",
        rates(side, exchange->streams), "usage", usage_between(&exchange->begin, &exchange->end));
    if (!report) {
        error_failed(err, "reporting: out of memory");
        return NULL;
    }
    if (side->test.udp)
        report_udp(report, side, exchange->streams, &sum);
    else
        json_object_set_new(report, "tcp", net_tcp_facts_json(&side->tcp_begin, &side->tcp_end));
    if (side->sender && side->test.zerocopy)
        json_object_set_new(report, "zerocopy",
                            json_pack("{s:I, s:I, s:I}", "sends", (json_int_t)sum.whole.calls,
                                      "completed", (json_int_t)sum.whole.zerocopy_completed,
                                      "copied", (json_int_t)sum.whole.zerocopy_copied));
    return report;
}

static double number(const json_t *report, const char *key) {
    return json_number_value(json_object_get(report, key));
}

static int add(json_t *record, const char *metric, const char *x, const char *unit, double value,
               struct error *err) {
    return record_result(record, metric, x, unit, &value, 1, err);
}

static int add_udp_results(json_t *record, const char *x, const json_t *sender,
                           const json_t *receiver, double seconds, struct error *err) {
    if (add(record, "datagrams", x, "1/s", number(receiver, "datagrams") / seconds, err) < 0)
        return -1;
    double loss;
    if (netstream_loss_percent(sender, receiver, &loss, err) < 0)
        return -1;
    return add(record, "loss", x, "%", loss, err);
}

static int add_cpu(json_t *record, const char *x, const json_t *side, double bytes,
                   struct error *err) {
    double seconds = net_cpu_seconds(side);
    return add(record, "cpu", x, "s/GB", 1e9 * seconds / bytes, err);
}

static int check(const struct netstream_test *test, const json_t *sender, const json_t *receiver,
                 json_t *record, struct error *err) {
    double bytes = number(receiver, "bytes");
    if (record_check(record, "data", bytes > 0, err,
                     bytes > 0 ? "%.0f bytes arrived in the window"
                               : "%.0f bytes arrived in the window: does every link of the path "
                                 "carry packets of its MTU?",
                     bytes) < 0)
        return -1;
    if (test->udp)
        return 0;
    double sent = number(sender, "total_bytes"), came = number(receiver, "total_bytes");
    return record_check(record, "complete", sent == came, err,
                        "%.0f of %.0f bytes that were sent arrived", came, sent);
}

int netstream_results(const void *state, json_t *list, struct error *err) {
    const struct netstream_test *test = &((const struct netstream_options *)state)->test;
    const char *x = test->reverse ? "receive" : "send";
    static const struct kernel_cost cost = {"CPU-s/GB", 8,
                                            "What it costs: CPU-seconds for each GB"};
    const struct kernel_result udp[] = {
        {"datagrams", x, "1/s", BETTER_HIGHER, "datagram", NULL},
        {"loss", x, "%", BETTER_LOWER, NULL, NULL},
        {0},
    };
    const struct kernel_result all[] = {
        {"throughput", x, "Gbit/s", BETTER_HIGHER, "Gbit", &cost},
        {"cpu", "client", "s/GB", BETTER_LOWER, NULL, NULL},
        {"cpu", "server", "s/GB", BETTER_LOWER, NULL, NULL},
        {0},
    };
    if (kernel_results_add(list, all, err) < 0)
        return -1;
    return test->udp ? kernel_results_add(list, udp, err) : 0;
}

int netstream_conclude(void *state, const struct net_outcome *outcome, json_t *record,
                       struct error *err) {
    const struct netstream_side *side = state;
    const struct netstream_test *test = &side->test;
    const json_t *server = json_object_get(json_object_get(outcome->server, "evidence"), "server");
    const json_t *receiver = test->reverse ? outcome->client : server;
    const json_t *sender = test->reverse ? server : outcome->client;
    const char *x = test->reverse ? "receive" : "send";
    double bytes = number(receiver, "bytes"), seconds = number(receiver, "window_s");
    if (!(seconds > 0))
        return error_failed(err, "the receiver's window was empty");
    if (add(record, "throughput", x, "Gbit/s", 8e-9 * bytes / seconds, err) < 0 ||
        (test->udp && add_udp_results(record, x, sender, receiver, seconds, err) < 0))
        return -1;
    if (bytes > 0 && (add_cpu(record, "client", outcome->client, bytes, err) < 0 ||
                      add_cpu(record, "server", server, bytes, err) < 0))
        return -1;
    return check(test, sender, receiver, record, err);
}
