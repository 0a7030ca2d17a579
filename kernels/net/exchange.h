/* exchange.h - one session as either side holds it: a control connection, data sockets, and a crew
 * of one worker for each of them, or for several, beside a conductor.
 *
 * What differs between kernels is a table of functions (struct net_work); the order of a session is
 * the same for all. The client conducts: it opens and closes the window of measurement on both
 * sides by messages, and each side reads its own clock and counters at these moments. */
#ifndef VIRTAX_NET_EXCHANGE_H
#define VIRTAX_NET_EXCHANGE_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "harness/usage.h"
#include "net/address.h"
#include "net/preamble.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

enum { NET_STREAMS_MAX = 128 };

enum net_phase { NET_PAUSED, NET_WARMING, NET_MEASURING, NET_MEASURED, NET_STOPPED };

struct net_exchange {
    int control;
    int wake;     /* an eventfd: a worker has failed */
    int stopping; /* another: the session stops; workers that pause see it */
    bool udp;
    bool sliced;    /* many windows, and pauses between them */
    bool on_demand; /* workers connect and accept for themselves, once for each transaction */
    unsigned streams;
    int data[NET_STREAMS_MAX]; /* -1: not open (on_demand: never) */
    int listening;             /* the server's TCP socket; -1 at the client */
    struct net_address server;
    uint8_t kernel;
    uint8_t key[NET_SECRET_BYTES];
    double time_s; /* how long the client means to measure, warming up included */

    unsigned workers; /* one for each stream, or for each CPU where they are shared */
    bool crowded;     /* there are more workers than CPUs for them */

    _Atomic int phase;        /* enum net_phase; only the conductor sets it */
    _Atomic unsigned running; /* workers that have not ended */
    pthread_mutex_t lock;
    pthread_cond_t changed; /* the phase, or how many rest */
    unsigned resting;       /* workers that pause */
    struct error error;     /* the first worker's that failed */

    struct usage begin, end;  /* of the window, or the last one */
    struct usage used_in_all; /* in all windows */
    struct cpu_set used;      /* the CPUs on which the crew ran */
};

/* What a kernel does on one side of a session. All get the state that its maker put into the job.
 */
struct net_work {
    /* Once all data sockets are open: options of sockets, memory. */
    int (*prepare)(void *state, struct net_exchange *exchange, struct error *err);
    /* Until the phase is NET_STOPPED or the other side ends: stream `worker`, and every
     * exchange->workers-th from there on. */
    void (*run)(void *state, struct net_exchange *exchange, unsigned worker);
    /* The window opens and closes: note the counters. The conductor's thread. */
    int (*begin)(void *state, struct net_exchange *exchange, struct error *err);
    int (*end)(void *state, struct net_exchange *exchange, struct error *err);
    /* A number for --interval, since the last call or since begin; NULL: none. */
    double (*interval)(void *state, struct net_exchange *exchange, double seconds);
    /* Has this side moved something since the window began? For slices. */
    bool (*moved)(void *state, struct net_exchange *exchange);
    /* Returns when nothing is on its way any more, once the other side rests or its workers do.
     * NULL: nothing ever is. For slices. */
    int (*settle)(void *state, struct net_exchange *exchange, struct error *err);
    /* What this side saw, as a JSON object, once the crew has ended or rests: of the last window,
     * but for what is called total. */
    json_t *(*report)(void *state, struct net_exchange *exchange, struct error *err);
    void (*dispose)(void *state);
};

struct net_job {
    bool udp, on_demand, sliced;
    bool active; /* workers begin of their own accord, and rest between slices */
    bool shared; /* a worker can serve several streams, where there are more than CPUs */
    unsigned streams;
    double time_s;
    void *state;
    const struct net_work *work;
};

struct net_outcome; /* client.h */

/* A kernel as servers and clients know it. */
struct net_kernel {
    const char *name;
    uint8_t number;
    uint16_t port;
    /* Checks parameters, a client's at the server and our own at the client, and makes the job for
     * them. */
    int (*make_job)(const json_t *parameters, bool server, struct net_job *job, struct error *err);
    /* At the client: adds results and checks to the record from what both sides saw. */
    int (*conclude)(void *state, const struct net_outcome *outcome, json_t *record,
                    struct error *err);
    const char *const *rates; /* metrics that are amounts of work a second; ends with NULL */
};

int net_exchange_init(struct net_exchange *exchange, const struct net_kernel *kernel,
                      struct error *err);

/* Closes whatever is open. */
void net_exchange_close(struct net_exchange *exchange);

/* Takes streams, udp and the rest from the job. */
void net_exchange_plan(struct net_exchange *exchange, const struct net_job *job);

/* For workers: keeps the error, if it is the first, and wakes the conductor. */
void net_exchange_fail(struct net_exchange *exchange, const struct error *err);

/* For conductors that were woken: takes over the worker's error and returns -1. */
int net_exchange_failed(struct net_exchange *exchange, struct error *err);

static inline bool net_stopped(struct net_exchange *exchange) {
    return atomic_load_explicit(&exchange->phase, memory_order_relaxed) == NET_STOPPED;
}

static inline bool net_measuring(struct net_exchange *exchange) {
    return atomic_load_explicit(&exchange->phase, memory_order_relaxed) == NET_MEASURING;
}

/* For workers in a pause: true once it goes on. */
bool net_await_resume(struct net_exchange *exchange);

/* For workers: sleeps until that time, or until the session stops: then false. */
bool net_pause(struct net_exchange *exchange, double until_s);

/* For active workers, before each unit: sleeps while the session pauses; false where it stops. */
static inline bool net_may_go_on(struct net_exchange *exchange) {
    int phase = atomic_load_explicit(&exchange->phase, memory_order_relaxed);
    return phase == NET_PAUSED ? net_await_resume(exchange) : phase != NET_STOPPED;
}

/* Runs the crew on these CPUs; `conduct` is its last thread. When it returns, the workers are
 * stopped, by force after an error. The conductor's error is the result, or else the first
 * worker's. */
int net_exchange_run(struct net_exchange *exchange, const struct net_job *job,
                     const struct cpu_set *cpus,
                     int (*conduct)(void *context, struct net_exchange *exchange,
                                    struct error *err),
                     void *context, struct error *err);

/* For conductors: sets NET_STOPPED and waits until all workers have ended, at most 10 s. */
int net_exchange_stop(struct net_exchange *exchange, struct error *err);

/* For conductors of slices: workers go on; those that are active rest, 10 s at most; all that was
 * sent has arrived, once the active workers of both sides rest. */
void net_exchange_resume(struct net_exchange *exchange);
int net_exchange_pause(struct net_exchange *exchange, const struct net_job *job, struct error *err);
int net_exchange_settle(struct net_exchange *exchange, const struct net_job *job,
                        struct error *err);

/* For conductors: the windows' edges, with usage and the work's own notes, and with marks
 * where the window is the only one. */
int net_exchange_begin(struct net_exchange *exchange, const struct net_job *job, struct error *err);
int net_exchange_end(struct net_exchange *exchange, const struct net_job *job, struct error *err);

#endif
