/* report.c - transactions, latencies and CPU time of both sides as results and checks. */
#include "netrr/report.h"

#include "common/cleanup.h"
#include "harness/kernel.h"
#include "harness/record.h"

const char *const netrr_rates[] = {"transactions", NULL};

static uint64_t total(const struct netrr_side *side) {
    uint64_t all = 0;
    for (unsigned i = 0; i < side->test.connections; i++)
        all += atomic_load(&side->line[i].done);
    return all;
}

/* Whoever else came to the port in the session and cost it time. */
static uint64_t strangers(const struct netrr_side *side) {
    uint64_t all = 0;
    for (unsigned i = 0; i < side->test.connections; i++)
        all += side->line[i].strangers;
    return all;
}

static void add_client(json_t *report, const struct netrr_side *side) {
    uint64_t lost = 0, late = 0, all = total(side);
    double behind_s = 0;
    for (unsigned i = 0; i < side->test.connections; i++) {
        lost += side->line[i].lost;
        late += side->line[i].late;
        behind_s += side->line[i].behind_s;
    }
    bool open = side->test.rate > 0;
    json_object_set_new(report, "loop",
                        json_string(open ? "open: timed from the intended start"
                                         : "closed: one transaction in flight on each connection"));
    if (open)
        json_object_set_new(report, "behind_us",
                            json_real(all > 0 ? 1e6 * behind_s / (double)all : 0));
    if (side->test.udp) {
        json_object_set_new(report, "lost", json_integer((json_int_t)lost));
        json_object_set_new(report, "late", json_integer((json_int_t)late));
    }
}

json_t *netrr_report(void *state, struct net_exchange *exchange, struct error *err) {
    const struct netrr_side *side = state;
    json_t *report = json_pack(
        "{s:s, s:I, s:I, s:f, s:o}", "role", side->asks ? "client" : "server", "transactions",
        (json_int_t)(side->done_end - side->done_begin), "total_transactions",
        (json_int_t)total(side), "window_s", side->end_s - side->begin_s, "usage",
        usage_between(&exchange->begin, &exchange->end));
    if (!report) {
        error_failed(err, "reporting: out of memory");
        return NULL;
    }
    if (side->asks)
        add_client(report, side);
    else if (side->test.new_connection)
        json_object_set_new(report, "strangers", json_integer((json_int_t)strangers(side)));
    if (!side->test.udp && !side->test.new_connection)
        json_object_set_new(report, "tcp", net_tcp_facts_json(&side->tcp_begin, &side->tcp_end));
    if (side->test.busy_poll_us > 0)
        json_object_set_new(report, "busy_poll",
                            json_pack("{s:i, s:b}", "us", side->busy_poll_us, "queue_to_poll",
                                      side->busy_poll_queue));
    return report;
}

static double number(const json_t *report, const char *key) {
    return json_number_value(json_object_get(report, key));
}

static int add(json_t *record, const char *metric, const char *x, const char *unit, double value,
               struct error *err) {
    return record_result(record, metric, x, unit, &value, 1, err);
}

static int add_cpu(json_t *record, const char *x, const json_t *side, struct error *err) {
    double seconds = net_cpu_seconds(side);
    double transactions = number(side, "transactions");
    return transactions > 0 ? add(record, "cpu", x, "us/txn", 1e6 * seconds / transactions, err)
                            : 0;
}

static int add_latency(const struct netrr_side *side, bool whole, json_t *record,
                       struct error *err) {
    cleanup_free struct histogram *all = calloc(1, sizeof *all);
    if (!all)
        return error_errno(err, "a histogram");
    for (unsigned i = 0; i < side->test.connections; i++)
        histogram_merge(all, side->line[i].latency);
    if (whole && side->past)
        histogram_merge(all, side->past);
    return all->count > 0 ? histogram_report(all, "", "", record, err) : 0;
}

static int check(const struct netrr_side *side, const json_t *client, const json_t *server,
                 json_t *record, struct error *err) {
    double asked = number(client, "total_transactions");
    double answered = number(server, "total_transactions");
    double counted = number(client, "transactions");
    if (record_check(record, "data", counted > 0, err, "%.0f transactions in the window", counted) <
        0)
        return -1;
    /* Over UDP an answer may be lost on its way back. */
    bool complete = side->test.udp ? answered >= asked : answered == asked;
    return record_check(record, "complete", complete, err,
                        "%.0f transactions, of which the server answered %.0f", asked, answered);
}

int netrr_results(const void *state, json_t *list, struct error *err) {
    const struct netrr_test *test = &((const struct netrr_options *)state)->test;
    static const struct kernel_cost cost = {"CPU-us/txn", 1e6,
                                            "What it costs: CPU-microseconds for each transaction"};
    static const struct kernel_result all[] = {
        {"transactions", "", "1/s", BETTER_HIGHER, "transaction", &cost},
        {"cpu", "client", "us/txn", BETTER_LOWER, NULL, NULL},
        {"cpu", "server", "us/txn", BETTER_LOWER, NULL, NULL},
        {0},
    };
    static const struct kernel_result loss = {"loss", "", "%", BETTER_LOWER, NULL, NULL};
    if (kernel_results_add(list, all, err) < 0 || histogram_yields("", list, err) < 0)
        return -1;
    return test->udp ? kernel_result_add(list, &loss, err) : 0;
}

int netrr_conclude(void *state, const struct net_outcome *outcome, json_t *record,
                   struct error *err) {
    const struct netrr_side *side = state;
    const json_t *server = json_object_get(json_object_get(outcome->server, "evidence"), "server");
    const json_t *client = outcome->client;
    double seconds = number(client, "window_s"), lost = number(client, "lost");
    double transactions = number(client, "transactions"), all = transactions + lost;
    if (add(record, "transactions", "", "1/s", transactions / seconds, err) < 0 ||
        add_latency(side, !outcome->sliced, record, err) < 0 ||
        (side->test.udp && add(record, "loss", "", "%", all > 0 ? 100 * lost / all : 0, err) < 0) ||
        add_cpu(record, "client", client, err) < 0 || add_cpu(record, "server", server, err) < 0)
        return -1;
    return check(side, client, server, record, err);
}
