/* session.c - answers a client's messages in their order, from the greeting to the report. */
#include "net/session.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "harness/evidence.h"
#include "harness/marks.h"
#include "harness/record.h"
#include "net/message.h"
#include "net/opening.h"
#include "net/socket.h"

#include <poll.h>
#include <string.h>
#include <sys/random.h>

static const double message_s = 5, idle_s = 30, day_s = 86400;

enum { STOP_ASKED = 1 };

/* A session under way; what it waits for passes the door. */
struct serving {
    const struct net_session *session;
    struct net_exchange exchange;
    struct net_job job;
    json_t *record; /* what this side reports */
    bool told;      /* a signal came */
};

/* Receives the next message, seeing to the door meanwhile. */
static json_t *next_message(struct serving *serving, double seconds, struct error *err) {
    struct net_exchange *exchange = &serving->exchange;
    const int watched[] = {exchange->control, exchange->wake};
    double deadline = clock_now() + seconds;
    for (;;) {
        struct net_arrival arrival;
        int event =
            net_door_wait(serving->session->door, watched, 2, false, deadline, &arrival, err);
        switch (event) {
        case NET_EVENT_ARRIVAL:
            net_message_refuse(arrival.fd, "it is busy with another client");
            continue;
        case NET_EVENT_WATCHED:
            if (net_poll(exchange->wake, POLLIN, 0, NULL) == 1) {
                net_exchange_failed(exchange, err);
                return NULL;
            }
            return net_message_receive(exchange->control, clock_now() + message_s, err);
        case NET_EVENT_TOLD:
            serving->told = true;
            error_failed(err, "the server was told to end");
            return NULL;
        case NET_EVENT_TIMEOUT:
            error_failed(err, "the client said nothing for %g s", seconds);
            return NULL;
        default:
            return NULL;
        }
    }
}

static int say(struct serving *serving, json_t *message, struct error *err) {
    return net_message_send(serving->exchange.control, message, clock_now() + message_s, err);
}

static int say_type(struct serving *serving, const char *type, struct error *err) {
    return say(serving, json_pack("{s:s}", "type", type), err);
}

static int welcome(struct serving *serving, struct error *err) {
    uint8_t *key = serving->exchange.key;
    char text[2 * NET_SECRET_BYTES + 1];
    if (getrandom(key, NET_SECRET_BYTES, 0) != NET_SECRET_BYTES)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < NET_SECRET_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", key[i]);
    return say(serving, json_pack("{s:s, s:s}", "type", "welcome", "key", text), err);
}

static int unexpected(const json_t *message, struct error *err) {
    return error_failed(err, "the client said '%.40s' out of turn", net_message_type(message));
}

static int hear(struct serving *serving, const char *type, double seconds, struct error *err) {
    cleanup_json json_t *message = next_message(serving, seconds, err);
    if (!message)
        return -1;
    return strcmp(net_message_type(message), type) == 0 ? 0 : unexpected(message, err);
}

/* STOP_ASKED where the client came only to end the server. */
static int negotiate(struct serving *serving, struct error *err) {
    cleanup_json json_t *message = next_message(serving, message_s, err);
    if (!message)
        return -1;
    if (strcmp(net_message_type(message), "quit") == 0)
        return say_type(serving, "bye", err) < 0 ? -1 : STOP_ASKED;
    if (strcmp(net_message_type(message), "test") != 0)
        return unexpected(message, err);
    json_t *parameters = json_object_get(message, "parameters");
    const struct net_kernel *kernel = serving->session->kernel;
    if (kernel->make_job(parameters, true, &serving->job, err) < 0)
        return -1;
    net_exchange_plan(&serving->exchange, &serving->job);
    serving->record = record_new(kernel->name, json_incref(parameters), err);
    return serving->record ? evidence_before(serving->record, err) : -1;
}

static int open_data(struct serving *serving, struct error *err) {
    struct net_exchange *exchange = &serving->exchange;
    const struct net_job *job = &serving->job;
    exchange->listening = serving->session->door->tcp;
    exchange->server = serving->session->door->address;
    if (say_type(serving, "ready", err) < 0 ||
        (!exchange->on_demand &&
         net_opening_gather(exchange, serving->session->door, &serving->told, err) < 0) ||
        job->work->prepare(job->state, exchange, err) < 0 || say_type(serving, "open", err) < 0)
        return -1;
    return hear(serving, "start", idle_s, err);
}

/* One slice, once the client has said "resume". */
static int follow_slice(struct serving *serving, struct error *err) {
    struct net_exchange *exchange = &serving->exchange;
    const struct net_job *job = &serving->job;
    net_exchange_resume(exchange);
    if (hear(serving, "begin", day_s, err) < 0 || net_exchange_begin(exchange, job, err) < 0 ||
        hear(serving, "end", day_s, err) < 0 || net_exchange_end(exchange, job, err) < 0 ||
        say_type(serving, "ended", err) < 0 || hear(serving, "pause", idle_s, err) < 0 ||
        net_exchange_pause(exchange, job, err) < 0 || net_exchange_settle(exchange, job, err) < 0)
        return -1;
    json_t *report = job->work->report(job->state, exchange, err);
    return report ? say(serving, json_pack("{s:s, s:o}", "type", "paused", "report", report), err)
                  : -1;
}

/* Slices until the client says "stop", however long it pauses: its machine is watched. */
static int follow_slices(struct serving *serving, struct error *err) {
    for (;;) {
        cleanup_json json_t *message = next_message(serving, day_s, err);
        if (!message)
            return -1;
        if (strcmp(net_message_type(message), "stop") == 0)
            return mark_end(err) < 0 ? -1 : net_exchange_stop(&serving->exchange, err);
        if (strcmp(net_message_type(message), "resume") != 0)
            return unexpected(message, err);
        if (follow_slice(serving, err) < 0)
            return -1;
    }
}

/* Does what the client says until it says "stop". */
static int follow(void *context, struct net_exchange *exchange, struct error *err) {
    struct serving *serving = context;
    if (exchange->sliced)
        return mark_begin(err) < 0 ? -1 : follow_slices(serving, err);
    enum net_phase next = NET_WARMING;
    static const char *const due[] = {"begin", "end", "stop"};
    for (size_t step = 0; step < sizeof due / sizeof *due; step++) {
        cleanup_json json_t *message = next_message(serving, exchange->time_s + idle_s, err);
        if (!message)
            return -1;
        if (strcmp(net_message_type(message), due[step]) != 0)
            return unexpected(message, err);
        next = NET_MEASURING + step;
        if (next == NET_MEASURING && net_exchange_begin(exchange, &serving->job, err) < 0)
            return -1;
        if (next == NET_MEASURED && (net_exchange_end(exchange, &serving->job, err) < 0 ||
                                     say_type(serving, "ended", err) < 0))
            return -1;
    }
    return net_exchange_stop(exchange, err);
}

static int report(struct serving *serving, struct error *err) {
    struct net_exchange *exchange = &serving->exchange;
    const struct net_job *job = &serving->job;
    const struct net_session *session = serving->session;
    static const struct usage nothing;
    json_t *side = job->work->report(job->state, exchange, err);
    if (!side || record_evidence(serving->record, "server", side, err) < 0 ||
        evidence_after(serving->record, &exchange->used, isa_best(), NULL, err) < 0 ||
        record_usage(serving->record, usage_between(&nothing, &exchange->used_in_all), err) < 0)
        return -1;
    /* Printed first: whoever has the client's record finds the server's there. */
    if (record_print(serving->record, session->json, session->out, err) < 0)
        return -1;
    return say(serving, json_pack("{s:s, s:O}", "type", "report", "record", serving->record), err);
}

static int serve(struct serving *serving, struct error *err) {
    if (welcome(serving, err) < 0)
        return -1;
    int agreed = negotiate(serving, err);
    if (agreed != 0)
        return agreed == STOP_ASKED ? NET_SESSION_QUIT : -1;
    /* Before the client may connect: a "start" that is lost on its way comes after connections. */
    serving->session->door->left = serving->exchange.on_demand;
    int result = open_data(serving, err);
    if (result == 0)
        result = net_exchange_run(&serving->exchange, &serving->job, &serving->session->cpus,
                                  follow, serving, err);
    serving->session->door->left = false;
    return result < 0 ? -1 : report(serving, err);
}

int net_session_serve(const struct net_session *session, int control, struct error *err) {
    struct serving serving = {.session = session};
    if (net_exchange_init(&serving.exchange, session->kernel, err) < 0) {
        close(control);
        return -1;
    }
    serving.exchange.control = control;
    int result = net_watch_peer(control, err) < 0 ? -1 : serve(&serving, err);
    if (result < 0)
        say(&serving, net_message_of_error(err), NULL);
    net_exchange_close(&serving.exchange);
    if (serving.job.work)
        serving.job.work->dispose(serving.job.state);
    json_decref(serving.record);
    return serving.told ? NET_SESSION_QUIT : result;
}
