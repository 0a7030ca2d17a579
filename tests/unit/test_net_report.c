/* test_net_report.c - results and checks out of what both sides of a session reported. */
#include "common/cleanup.h"
#include "harness/record.h"
#include "netrr/report.h"
#include "netrr/work.h"
#include "netstream/loss.h"
#include "netstream/report.h"
#include "netstream/work.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* The value of a result; NAN where there is none. */
static double result_of(const json_t *record, const char *metric, const char *x) {
    size_t i;
    json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (strcmp(json_string_value(json_object_get(result, "metric")), metric) == 0 &&
            strcmp(json_string_value(json_object_get(result, "x")), x) == 0)
            return json_number_value(json_object_get(result, "value"));
    }
    return NAN;
}

/* What the client and, inside its record, the server reported. */
static struct net_outcome outcome_of(const char *client, const char *server) {
    struct net_outcome outcome = {.client = json_loads(client, 0, NULL)};
    outcome.server = json_pack("{s:{s:o}}", "evidence", "server", json_loads(server, 0, NULL));
    assert_non_null(outcome.client);
    assert_non_null(outcome.server);
    return outcome;
}

static json_t *conclude_stream(const struct netstream_test *test, const char *client,
                               const char *server) {
    struct netstream_side *side = netstream_side_new(test, !test->reverse, NULL);
    struct net_outcome outcome = outcome_of(client, server);
    json_t *record = record_new("netstream", json_object(), NULL);
    assert_int_equal(netstream_conclude(side, &outcome, record, NULL), 0);
    net_outcome_release(&outcome);
    netstream_work.dispose(side);
    return record;
}

static void goodput_is_the_receivers(void **state) {
    (void)state;
    static const char ours[] = "{\"bytes\":3000000000,\"total_bytes\":4000000000,\"window_s\":2.5,"
                               "\"usage\":{\"user_s\":1,\"system_s\":2}}",
                      theirs[] = "{\"bytes\":1000000000,\"total_bytes\":4000000000,"
                                 "\"window_s\":2,\"usage\":{\"user_s\":0.5,\"system_s\":0.5}}";
    struct netstream_test test = {.streams = 1};
    cleanup_json json_t *sent = conclude_stream(&test, ours, theirs);
    assert_true(fabs(result_of(sent, "throughput", "send") - 4) < 1e-9);
    assert_true(fabs(result_of(sent, "cpu", "client") - 3) < 1e-9);
    assert_true(fabs(result_of(sent, "cpu", "server") - 1) < 1e-9);
    assert_int_equal(record_status(sent), STATUS_OK);
    test.reverse = true;
    cleanup_json json_t *received = conclude_stream(&test, ours, theirs);
    assert_true(fabs(result_of(received, "throughput", "receive") - 9.6) < 1e-9);
    assert_true(isnan(result_of(received, "throughput", "send")));
}

static void bytes_that_got_lost_fail_a_check(void **state) {
    (void)state;
    struct netstream_test test = {.streams = 1};
    cleanup_json json_t *short_of_one =
        conclude_stream(&test, "{\"bytes\":10,\"total_bytes\":11,\"window_s\":1}",
                        "{\"bytes\":10,\"total_bytes\":10,\"window_s\":1}");
    assert_int_equal(record_status(short_of_one), STATUS_FAILED);
    cleanup_json json_t *nothing =
        conclude_stream(&test, "{\"bytes\":0,\"total_bytes\":0,\"window_s\":1}",
                        "{\"bytes\":0,\"total_bytes\":0,\"window_s\":1}");
    assert_int_equal(record_status(nothing), STATUS_FAILED);
}

#define COUNTS(came, expected)                                                                     \
    "{\"bytes\":" #came ",\"window_s\":1,\"datagrams\":" #came ",\"expected\":" #expected          \
    ",\"streams_highest\":"

static void lost_datagrams_are_never_hidden(void **state) {
    (void)state;
    struct netstream_test test = {.udp = true, .streams = 2};
    static const struct {
        const char *server;
        double loss;
        int status;
    } cases[] = {
        {COUNTS(180, 200) "[900, 900]}", 10, STATUS_OK}, /* gaps */
        {COUNTS(200, 200) "[900, 900]}", 0, STATUS_OK},
        {COUNTS(0, 0) "[0, 0]}", 100, STATUS_FAILED},
        {COUNTS(100, 100) "[900, 0]}", 50, STATUS_OK},   /* one stream gets nothing */
        {COUNTS(100, 100) "[550, 550]}", 50, STATUS_OK}, /* the path dies in mid-window */
        {COUNTS(90, 100) "[550, 550]}", 55, STATUS_OK},  /* with gaps before it does */
        {COUNTS(100, 100) "[900, 450]}", 50, STATUS_OK}, /* a stream dies before the window */
        {COUNTS(200, 200) "[600, 600]}", 0, STATUS_OK},  /* and none after it */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_json json_t *record =
            conclude_stream(&test, "{\"streams_sent\":[[500, 600], [500, 600]]}", cases[i].server);
        assert_true(fabs(result_of(record, "loss", "send") - cases[i].loss) < 1e-9);
        assert_int_equal(record_status(record), cases[i].status);
    }
}

/* What the workers counted, as it crosses from side to side. */
static void sides_report_the_datagrams_of_each_stream(void **state) {
    (void)state;
    const struct netstream_test test = {.udp = true, .streams = 2, .length = 1000};
    struct net_exchange exchange = {.streams = 2, .udp = true};
    struct netstream_side *sender = netstream_side_new(&test, true, NULL);
    struct netstream_side *receiver = netstream_side_new(&test, false, NULL);
    for (unsigned i = 0; i < 2; i++) {
        sender->begin[i].datagrams = 10;
        sender->end[i].datagrams = 110;
        netstream_show(&sender->flow[i], &(struct netstream_tally){.datagrams = 120});
    }
    receiver->end[0] = (struct netstream_tally){.datagrams = 100, .expected = 100};
    netstream_show(&receiver->flow[0],
                   &(struct netstream_tally){.datagrams = 119, .expected = 119});
    cleanup_json json_t *sent = netstream_report(sender, &exchange, NULL);
    cleanup_json json_t *received = netstream_report(receiver, &exchange, NULL);
    double loss;
    assert_int_equal(netstream_loss_percent(sent, received, &loss, NULL), 0);
    assert_true(fabs(loss - 50) < 1e-9);
    struct error err = {0};
    json_object_del(received, "streams_highest");
    assert_int_equal(netstream_loss_percent(sent, received, &loss, &err), -1);
    assert_non_null(strstr(err.text, "the same version on both"));
    netstream_work.dispose(sender);
    netstream_work.dispose(receiver);
}

static json_t *conclude_rr(bool udp, const char *client, const char *server) {
    struct netrr_test test = {.udp = udp, .connections = 2};
    struct netrr_side *side = netrr_side_new(&test, true, NULL);
    for (uint64_t i = 0; i < 2; i++) {
        side->line[i].latency = calloc(1, sizeof *side->line[i].latency);
        histogram_record(side->line[i].latency, 1000 + 2000 * i);
    }
    struct net_outcome outcome = outcome_of(client, server);
    json_t *record = record_new("netrr", json_object(), NULL);
    assert_int_equal(netrr_conclude(side, &outcome, record, NULL), 0);
    net_outcome_release(&outcome);
    netrr_work.dispose(side);
    return record;
}

static void latencies_of_all_connections_are_merged(void **state) {
    (void)state;
    cleanup_json json_t *record =
        conclude_rr(true,
                    "{\"transactions\":90,\"lost\":10,\"total_transactions\":90,"
                    "\"window_s\":2}",
                    "{\"total_transactions\":95}");
    assert_true(fabs(result_of(record, "transactions", "") - 45) < 1e-9);
    assert_true(fabs(result_of(record, "loss", "") - 10) < 1e-9);
    assert_true(fabs(result_of(record, "latency", "min") - 1) < 1e-9);
    assert_true(fabs(result_of(record, "latency", "mean") - 2) < 1e-9);
    assert_true(fabs(result_of(record, "latency", "max") - 3) < 1e-9);
    assert_true(isnan(result_of(record, "latency", "p50"))); /* two samples support none */
    assert_int_equal(record_status(record), STATUS_OK);
}

static void answers_that_nobody_gave_fail_a_check(void **state) {
    (void)state;
    static const char client[] = "{\"transactions\":10,\"total_transactions\":10,\"window_s\":1}";
    cleanup_json json_t *over_tcp = conclude_rr(false, client, "{\"total_transactions\":11}");
    assert_int_equal(record_status(over_tcp), STATUS_FAILED);
    cleanup_json json_t *over_udp = conclude_rr(true, client, "{\"total_transactions\":9}");
    assert_int_equal(record_status(over_udp), STATUS_FAILED);
    cleanup_json json_t *none =
        conclude_rr(true, "{\"transactions\":0,\"total_transactions\":0,\"window_s\":1}",
                    "{\"total_transactions\":0}");
    assert_int_equal(record_status(none), STATUS_FAILED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goodput_is_the_receivers),
        cmocka_unit_test(bytes_that_got_lost_fail_a_check),
        cmocka_unit_test(lost_datagrams_are_never_hidden),
        cmocka_unit_test(sides_report_the_datagrams_of_each_stream),
        cmocka_unit_test(latencies_of_all_connections_are_merged),
        cmocka_unit_test(answers_that_nobody_gave_fail_a_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
