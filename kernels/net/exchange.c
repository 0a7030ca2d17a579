/* exchange.c - a crew of workers between begin and end, and how the first failure stops them all.
 * */
#include "net/exchange.h"
#include "common/cpu_set.h"

#include "common/clock.h"
#include "harness/marks.h"
#include "harness/threads.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static const double patience_s = 10;

int net_exchange_init(struct net_exchange *exchange, const struct net_kernel *kernel,
                      struct error *err) {
    *exchange = (struct net_exchange){.control = -1, .listening = -1, .kernel = kernel->number};
    for (unsigned i = 0; i < NET_STREAMS_MAX; i++)
        exchange->data[i] = -1;
    pthread_mutex_init(&exchange->lock, NULL); /* cannot fail with default attributes */
    pthread_cond_init(&exchange->changed, NULL);
    exchange->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    exchange->stopping = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return exchange->wake >= 0 && exchange->stopping >= 0 ? 0 : error_errno(err, "eventfd");
}

static void shut(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void net_exchange_close(struct net_exchange *exchange) {
    for (unsigned i = 0; i < NET_STREAMS_MAX; i++)
        shut(&exchange->data[i]);
    shut(&exchange->control);
    shut(&exchange->wake);
    shut(&exchange->stopping);
    pthread_cond_destroy(&exchange->changed);
    pthread_mutex_destroy(&exchange->lock);
}

void net_exchange_plan(struct net_exchange *exchange, const struct net_job *job) {
    exchange->udp = job->udp;
    exchange->sliced = job->sliced;
    exchange->on_demand = job->on_demand;
    exchange->streams = job->streams;
    exchange->time_s = job->time_s;
}

void net_exchange_fail(struct net_exchange *exchange, const struct error *err) {
    pthread_mutex_lock(&exchange->lock);
    if (exchange->error.status == STATUS_OK)
        exchange->error = *err;
    pthread_cond_broadcast(&exchange->changed);
    pthread_mutex_unlock(&exchange->lock);
    eventfd_write(exchange->wake, 1);
}

int net_exchange_failed(struct net_exchange *exchange, struct error *err) {
    pthread_mutex_lock(&exchange->lock);
    if (err)
        *err = exchange->error;
    pthread_mutex_unlock(&exchange->lock);
    return -1;
}

/* True once all workers have ended. */
static bool await_workers(struct net_exchange *exchange, double seconds) {
    const struct timespec nap = {.tv_nsec = 1000000};
    double deadline = clock_now() + seconds;
    while (atomic_load(&exchange->running) > 0) {
        if (clock_now() > deadline)
            return false;
        nanosleep(&nap, NULL);
    }
    return true;
}

/* Those that rest see it. */
static void set_phase(struct net_exchange *exchange, enum net_phase phase) {
    pthread_mutex_lock(&exchange->lock);
    atomic_store(&exchange->phase, phase);
    pthread_cond_broadcast(&exchange->changed);
    pthread_mutex_unlock(&exchange->lock);
}

bool net_await_resume(struct net_exchange *exchange) {
    pthread_mutex_lock(&exchange->lock);
    exchange->resting++;
    pthread_cond_broadcast(&exchange->changed);
    while (atomic_load(&exchange->phase) == NET_PAUSED)
        pthread_cond_wait(&exchange->changed, &exchange->lock);
    exchange->resting--;
    pthread_mutex_unlock(&exchange->lock);
    return !net_stopped(exchange);
}

void net_exchange_resume(struct net_exchange *exchange) {
    set_phase(exchange, NET_WARMING);
}

/* True once all workers rest; a worker that failed never will. */
static bool await_rest(struct net_exchange *exchange) {
    struct timespec deadline = clock_timespec(clock_now() + patience_s);
    int late = 0;
    pthread_mutex_lock(&exchange->lock);
    while (exchange->resting < exchange->workers && exchange->error.status == STATUS_OK &&
           late == 0)
        late =
            pthread_cond_clockwait(&exchange->changed, &exchange->lock, CLOCK_MONOTONIC, &deadline);
    bool all = exchange->resting == exchange->workers;
    pthread_mutex_unlock(&exchange->lock);
    return all;
}

int net_exchange_settle(struct net_exchange *exchange, const struct net_job *job,
                        struct error *err) {
    return job->work->settle ? job->work->settle(job->state, exchange, err) : 0;
}

int net_exchange_pause(struct net_exchange *exchange, const struct net_job *job,
                       struct error *err) {
    set_phase(exchange, NET_PAUSED);
    if (job->active && !await_rest(exchange)) {
        if (exchange->error.status != STATUS_OK)
            return net_exchange_failed(exchange, err);
        return error_failed(err,
                            "the data connections did not come to rest within %g s: does the "
                            "path carry packets of its MTU?",
                            patience_s);
    }
    return 0;
}

static void stop(struct net_exchange *exchange) {
    set_phase(exchange, NET_STOPPED);
    eventfd_write(exchange->stopping, 1); /* never read: it wakes whoever pauses from now on */
}

bool net_pause(struct net_exchange *exchange, double until_s) {
    for (double left; (left = until_s - clock_now()) > 0;) {
        struct pollfd stopping = {.fd = exchange->stopping, .events = POLLIN};
        struct timespec time = clock_timespec(left);
        if (net_stopped(exchange) || ppoll(&stopping, 1, &time, NULL) > 0)
            return false;
    }
    return true;
}

static void stop_by_force(struct net_exchange *exchange) {
    stop(exchange);
    for (unsigned i = 0; i < exchange->streams; i++) {
        if (exchange->data[i] >= 0)
            shutdown(exchange->data[i], SHUT_RDWR);
    }
}

int net_exchange_stop(struct net_exchange *exchange, struct error *err) {
    stop(exchange);
    if (await_workers(exchange, patience_s))
        return 0;
    return error_failed(err,
                        "the data connections did not end within %g s: the path lost them; does it "
                        "carry packets of its MTU?",
                        patience_s);
}

int net_exchange_begin(struct net_exchange *exchange, const struct net_job *job,
                       struct error *err) {
    if ((!exchange->sliced && mark_begin(err) < 0) || usage_note(&exchange->begin, err) < 0 ||
        job->work->begin(job->state, exchange, err) < 0)
        return -1;
    atomic_store(&exchange->phase, NET_MEASURING);
    return 0;
}

int net_exchange_end(struct net_exchange *exchange, const struct net_job *job, struct error *err) {
    atomic_store(&exchange->phase, NET_MEASURED);
    if (job->work->end(job->state, exchange, err) < 0 || usage_note(&exchange->end, err) < 0)
        return -1;
    usage_add(&exchange->used_in_all, &exchange->begin, &exchange->end);
    return exchange->sliced ? 0 : mark_end(err);
}

struct crew {
    struct net_exchange *exchange;
    const struct net_job *job;
    int (*conduct)(void *context, struct net_exchange *exchange, struct error *err);
    void *context;
    int result;
    struct error *error;
};

static void crew_member(void *argument, unsigned thread) {
    struct crew *crew = argument;
    struct net_exchange *exchange = crew->exchange;
    if (thread < exchange->workers) {
        crew->job->work->run(crew->job->state, exchange, thread);
        atomic_fetch_sub(&exchange->running, 1);
        return;
    }
    crew->result = crew->conduct(crew->context, exchange, crew->error);
    if (crew->result < 0)
        stop_by_force(exchange);
}

int net_exchange_run(struct net_exchange *exchange, const struct net_job *job,
                     const struct cpu_set *cpus,
                     int (*conduct)(void *context, struct net_exchange *exchange,
                                    struct error *err),
                     void *context, struct error *err) {
    struct crew crew = {exchange, job, conduct, context, 0, err};
    struct team team;
    atomic_store(&exchange->phase, job->sliced ? NET_PAUSED : NET_WARMING);
    unsigned places = (unsigned)cpu_set_count(cpus);
    exchange->workers = job->shared && exchange->streams > places ? places : exchange->streams;
    exchange->crowded = exchange->workers > places;
    atomic_store(&exchange->running, exchange->workers);
    if (team_init(&team, exchange->workers + 1, cpus, err) < 0)
        return -1;
    if (team_run(&team, crew_member, &crew, err) < 0)
        return -1;
    exchange->used = team.used;
    if (crew.result == 0 && exchange->error.status != STATUS_OK)
        return net_exchange_failed(exchange, err);
    return crew.result;
}
