/* client.c - greets, agrees on parameters, opens the data connections, times the window, takes the
 * report. */
#include "net/client.h"
#include "common/cpu_set.h"
#include "net/conducting.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "harness/evidence.h"
#include "harness/record.h"
#include "net/message.h"
#include "net/opening.h"
#include "net/socket.h"
#include "net/token.h"

#include <string.h>

static const double connect_s = 5;

static int take_key(const json_t *welcome, uint8_t key[NET_SECRET_BYTES], struct error *err) {
    const char *text = json_string_value(json_object_get(welcome, "key"));
    if (!text || strlen(text) != 2 * NET_SECRET_BYTES ||
        strspn(text, "0123456789abcdef") != 2 * NET_SECRET_BYTES)
        return error_failed(err, "a welcome without a key: this is not the protocol");
    for (size_t i = 0; i < NET_SECRET_BYTES; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};
        key[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return 0;
}

/* Connects and shows the token. */
static int greet(const struct net_options *options, struct net_exchange *exchange,
                 struct error *err) {
    struct net_preamble preamble = {.purpose = NET_CONTROL, .kernel = exchange->kernel};
    uint8_t wire[NET_PREAMBLE_BYTES];
    if (net_token_read(options->token_file, preamble.secret, err) < 0)
        return -1;
    net_preamble_encode(&preamble, wire);
    exchange->server = options->server;
    exchange->control = net_connect(&options->server, false, connect_s, err);
    if (exchange->control < 0)
        return -1;
    if (net_watch_peer(exchange->control, err) < 0 ||
        net_send_all(exchange->control, wire, sizeof wire, clock_now() + NET_MESSAGE_S, err) < 0)
        return error_wrap(err, "greeting the server");
    cleanup_json json_t *welcome = net_expect(exchange, "welcome", err);
    if (!welcome)
        return error_wrap(err, "greeting the server");
    return take_key(welcome, exchange->key, err);
}

static int agree(struct net_exchange *exchange, const struct net_job *job, json_t *parameters,
                 struct error *err) {
    json_t *test = json_pack("{s:s, s:O}", "type", "test", "parameters", parameters);
    if (net_message_send(exchange->control, test, clock_now() + NET_MESSAGE_S, err) < 0)
        return -1;
    json_t *ready = net_expect(exchange, "ready", err);
    json_decref(ready);
    if (!ready)
        return error_wrap(err, "asking the server for the test");
    net_exchange_plan(exchange, job);
    return 0;
}

static int watch_window(struct net_conducting *c, struct net_exchange *exchange,
                        struct error *err) {
    const struct net_options *o = c->options;
    double begin = clock_now(), last = begin, end = begin + o->common.time_s;
    if (o->interval_s > 0 && !(c->outcome->intervals = json_array()))
        return error_failed(err, "intervals: out of memory");
    while (o->interval_s > 0 && last + 1.5 * o->interval_s < end) {
        if (net_rest(exchange, last + o->interval_s, -1, err) < 0)
            return -1;
        double now = clock_now();
        double value = c->job->work->interval(c->job->state, exchange, now - last);
        json_array_append_new(c->outcome->intervals,
                              json_pack("{s:f, s:f}", "start_s", last - begin, "value", value));
        last = now;
    }
    if (net_rest(exchange, end, -1, err) < 0)
        return -1;
    if (o->interval_s > 0)
        json_array_append_new(
            c->outcome->intervals,
            json_pack("{s:f, s:f}", "start_s", last - begin, "value",
                      c->job->work->interval(c->job->state, exchange, clock_now() - last)));
    return 0;
}

static int conduct(void *context, struct net_exchange *exchange, struct error *err) {
    struct net_conducting *c = context;
    if (exchange->sliced)
        return net_conduct_slices(c, exchange, err);
    if (net_rest(exchange, clock_now() + c->options->omit_s, -1, err) < 0 ||
        net_say(exchange, "begin", err) < 0 || net_exchange_begin(exchange, c->job, err) < 0 ||
        watch_window(c, exchange, err) < 0 || net_say(exchange, "end", err) < 0 ||
        net_exchange_end(exchange, c->job, err) < 0)
        return -1;
    json_t *ended = net_expect(exchange, "ended", err);
    json_decref(ended);
    if (!ended)
        return error_wrap(err, "the server at the end of the time");
    if (net_say(exchange, "stop", err) < 0)
        return -1;
    return net_exchange_stop(exchange, err);
}

static int take_report(struct net_exchange *exchange, const struct net_job *job,
                       struct net_outcome *outcome, struct error *err) {
    cleanup_json json_t *report = net_expect(exchange, "report", err);
    if (!report)
        return error_wrap(err, "the server's report");
    outcome->server = json_incref(json_object_get(report, "record"));
    if (!json_is_object(json_object_get(json_object_get(outcome->server, "evidence"), "server")))
        return error_failed(err, "the server's report says nothing: this is not the protocol");
    outcome->client = job->work->report(job->state, exchange, err);
    outcome->usage = usage_between(&exchange->begin, &exchange->end);
    outcome->window_s = exchange->end.wall_s - exchange->begin.wall_s;
    outcome->used = exchange->used;
    return outcome->client ? 0 : -1;
}

static int hold(struct net_conducting *context, struct net_exchange *exchange, struct error *err) {
    const struct net_options *options = context->options;
    const struct net_job *job = context->job;
    json_t *parameters = json_object_get(context->record, "parameters");
    struct options common = options->common;
    struct cpu_set cpus;
    if (options_resolve(&common, &cpus, err) < 0 || greet(options, exchange, err) < 0 ||
        agree(exchange, job, parameters, err) < 0 || net_opening_connect(exchange, err) < 0 ||
        job->work->prepare(job->state, exchange, err) < 0 || net_say(exchange, "start", err) < 0 ||
        net_exchange_run(exchange, job, &cpus, conduct, context, err) < 0)
        return -1;
    return take_report(exchange, job, context->outcome, err);
}

int net_client_run(const struct net_options *options, const struct net_kernel *kernel,
                   const struct net_job *job, json_t *record, struct net_outcome *outcome,
                   struct error *err) {
    struct net_conducting context = {options, kernel, job, outcome, record};
    *outcome = (struct net_outcome){0};
    net_address_format(&options->server, outcome->peer, sizeof outcome->peer);
    struct net_exchange exchange;
    if (net_exchange_init(&exchange, kernel, err) < 0)
        return -1;
    int result = hold(&context, &exchange, err);
    net_exchange_close(&exchange);
    return result;
}

int net_client_evidence(const struct net_outcome *outcome, json_t *record, struct error *err) {
    json_t *server = json_object_get(outcome->server, "evidence");
    json_t *surroundings = json_object_get(server, "surroundings");
    if (record_evidence(record, "peer", json_string(outcome->peer), err) < 0 ||
        record_evidence(record, "client", json_incref(outcome->client), err) < 0 ||
        record_evidence(record, "server", json_incref(json_object_get(server, "server")), err) <
            0 ||
        evidence_after(record, &outcome->used, isa_best(), NULL, err) < 0 ||
        record_usage(record, json_incref(outcome->usage), err) < 0)
        return -1;
    /* A server of another build may leave these out; what it does not say is null. */
    if (record_evidence(record, "server_surroundings",
                        surroundings ? json_incref(surroundings) : json_null(), err) < 0)
        return -1;
    if (outcome->intervals)
        json_object_set(record, "intervals", outcome->intervals);
    return 0;
}

int net_client_quit(const struct net_options *options, const struct net_kernel *kernel,
                    struct error *err) {
    struct net_exchange exchange;
    if (net_exchange_init(&exchange, kernel, err) < 0)
        return -1;
    json_t *bye = NULL;
    if (greet(options, &exchange, err) == 0 && net_say(&exchange, "quit", err) == 0)
        bye = net_expect(&exchange, "bye", err);
    int result = bye ? 0 : -1;
    json_decref(bye);
    net_exchange_close(&exchange);
    return result;
}

double net_cpu_seconds(const json_t *report) {
    const json_t *usage = json_object_get(report, "usage");
    return json_number_value(json_object_get(usage, "user_s")) +
           json_number_value(json_object_get(usage, "system_s"));
}

void net_outcome_release(struct net_outcome *outcome) {
    json_decref(outcome->client);
    json_decref(outcome->server);
    json_decref(outcome->intervals);
    json_decref(outcome->usage);
    *outcome = (struct net_outcome){0};
}
