/* client_slices.c - a session in slices: for each, both sides go on, open and close a window, and
 * rest again once nothing is on its way any more. */
#include "net/conducting.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "harness/record.h"
#include "harness/slices.h"
#include "net/message.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

/* TCP's window grows anew after an idle time (tcp(7), tcp_slow_start_after_idle). */
static const double least_rest_s = 0.5e-3, patience_s = 10;
static const char warming[] = "the traffic of the test for 10 ms, and until it flows";

struct slicer {
    struct net_conducting *conducting;
    struct net_exchange *exchange;
    json_t *server; /* its report of the last slice */
};

/* Until this side has moved something since it noted its counters: a slice without anything is
 * none. */
static int await_unit(const struct slicer *s, struct error *err) {
    const struct net_job *job = s->conducting->job;
    double deadline = clock_now() + patience_s;
    while (!job->work->moved(job->state, s->exchange)) {
        if (clock_now() > deadline)
            return error_failed(err, "nothing moved within %g s", patience_s);
        if (net_rest(s->exchange, clock_now() + least_rest_s, -1, err) < 0)
            return -1;
    }
    return 0;
}

static int close_window(struct slicer *s, struct error *err) {
    struct net_exchange *exchange = s->exchange;
    if (net_say(exchange, "end", err) < 0 ||
        net_exchange_end(exchange, s->conducting->job, err) < 0)
        return -1;
    cleanup_json json_t *ended = net_expect(exchange, "ended", err);
    return ended ? 0 : error_wrap(err, "the server at the end of a slice");
}

/* Who sends rests first, and what was sent arrives. */
static int rest_both(struct slicer *s, struct error *err) {
    struct net_exchange *exchange = s->exchange;
    const struct net_job *job = s->conducting->job;
    if (net_exchange_pause(exchange, job, err) < 0 ||
        (job->active && net_exchange_settle(exchange, job, err) < 0) ||
        net_say(exchange, "pause", err) < 0)
        return -1;
    cleanup_json json_t *paused = net_expect(exchange, "paused", err);
    if (!paused)
        return error_wrap(err, "the server after a slice");
    json_decref(s->server);
    s->server = json_incref(json_object_get(paused, "report"));
    return job->active ? 0 : net_exchange_settle(exchange, job, err);
}

/* Traffic until it flows: where a request was lost, the next one waits for a second. */
static int warm_up(const struct slicer *s, struct error *err) {
    const struct net_job *job = s->conducting->job;
    if (net_rest(s->exchange, clock_now() + SLICE_WARM_S, -1, err) < 0 ||
        job->work->begin(job->state, s->exchange, err) < 0)
        return -1;
    return await_unit(s, err);
}

/* `slice` NULL: one that nobody counts. */
static int go(struct slicer *s, double seconds, struct slice *slice, struct error *err) {
    struct net_exchange *exchange = s->exchange;
    const struct net_job *job = s->conducting->job;
    if (net_say(exchange, "resume", err) < 0)
        return -1;
    net_exchange_resume(exchange);
    if (warm_up(s, err) < 0 || net_say(exchange, "begin", err) < 0 ||
        net_exchange_begin(exchange, job, err) < 0 || (slice && slice_begin(slice, err) < 0) ||
        net_rest(exchange, clock_now() + seconds, -1, err) < 0 || await_unit(s, err) < 0 ||
        (slice && slice_end(slice, err) < 0) || close_window(s, err) < 0)
        return -1;
    return rest_both(s, err);
}

/* The seconds of the window in which the work was counted: the receiver's, or the client's where
 * both sides receive. */
static double counted_s(const json_t *client, const json_t *server) {
    const char *role = json_string_value(json_object_get(server, "role"));
    const json_t *counts = role && strcmp(role, "receiver") == 0 ? server : client;
    return json_number_value(json_object_get(counts, "window_s"));
}

/* What a whole session would have for results, had it this window alone. */
static int add_results(struct slicer *s, struct slice *slice, struct error *err) {
    const struct net_conducting *c = s->conducting;
    struct net_outcome outcome = {.sliced = true};
    cleanup_json json_t *record = json_pack("{s:[], s:[]}", "results", "checks");
    cleanup_json json_t *client = c->job->work->report(c->job->state, s->exchange, err);
    cleanup_json json_t *server = json_pack("{s:{s:O}}", "evidence", "server", s->server);
    outcome.client = client, outcome.server = server;
    if (!client || !server || !record)
        return client ? error_failed(err, "a slice's results: out of memory") : -1;
    if (c->kernel->conclude(c->job->state, &outcome, record, err) < 0)
        return -1;
    return slice_results(slice, record, c->kernel->rates, counted_s(client, s->server), err);
}

static int run(void *state, struct slice *slice, struct error *err) {
    return go(state, slice->seconds, slice, err) < 0 ? -1 : add_results(state, slice, err);
}

static int wait(void *state, struct error *err) {
    const struct slicer *s = state;
    return net_rest(s->exchange, INFINITY, STDIN_FILENO, err);
}

int net_conduct_slices(struct net_conducting *c, struct net_exchange *exchange, struct error *err) {
    struct slicer s = {.conducting = c, .exchange = exchange};
    const struct slicing slicing = {.state = &s, .run = run, .wait = wait, .warming = warming};
    int result = -1;
    if (go(&s, c->options->omit_s, NULL, err) == 0 &&
        slices_follow(&slicing, c->record, err) == 0 && net_say(exchange, "stop", err) == 0)
        result = net_exchange_stop(exchange, err);
    json_decref(s.server);
    return result;
}
