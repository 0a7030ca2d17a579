/* load.c - from an address to answers, and back to an empty database. */
#include "redisload/load.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/interrupts.h"
#include "common/secret.h"
#include "harness/record.h"
#include "redisload/store.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

static int connect_client(struct load *l, unsigned number, struct error *err) {
    struct redis redis = {.fd = -1};
    if (redis_open(&redis, &l->options->server, l->password, err) < 0) {
        redis_close(&redis);
        return error_wrap(err, "client %u", number);
    }
    return connection_init(&l->connection[number], redis_leave(&redis), number,
                           l->options->pipeline, &l->commands, &l->operations, err);
}

static void sleep_until(double until_s) {
    struct timespec until = clock_timespec(until_s);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR &&
           !interrupts_seen())
        continue;
}

static int connect_all(struct load *l, struct error *err) {
    unsigned clients = l->options->clients;
    double begin_s = clock_now();
    l->connection = calloc(clients, sizeof *l->connection);
    if (!l->connection)
        return error_errno(err, "%u clients", clients);
    for (unsigned i = 0; i < clients; i++)
        l->connection[i].fd = -1;
    for (unsigned i = 0; i < clients; i++) {
        if (interrupts_seen())
            return error_interrupted(err);
        if (l->options->connect_rate > 0)
            sleep_until(begin_s + i / l->options->connect_rate);
        if (connect_client(l, i, err) < 0)
            return -1;
    }
    return 0;
}

static int make_loaders(struct load *l, struct error *err) {
    const struct redisload_options *o = l->options;
    unsigned threads = o->common.threads;
    l->loader = calloc(threads, sizeof(struct loader *));
    if (!l->loader)
        return error_errno(err, "%u threads", threads);
    for (unsigned i = 0; i < threads; i++) {
        l->loader[i] =
            loader_new(l->connection, i, threads, o->clients, o->rate > 0 ? &l->arrivals : NULL,
                       &l->quota, o->busy_poll_s, err);
        if (!l->loader[i])
            return -1;
    }
    return 0;
}

/* A socket for each client, and what a program has open besides. */
static int raise_file_limit(unsigned clients, struct error *err) {
    enum { BESIDES = 64 };
    rlim_t wanted = clients + BESIDES;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return error_errno(err, "RLIMIT_NOFILE");
    if (limit.rlim_cur >= wanted)
        return 0;
    if (limit.rlim_max < wanted)
        return error_unavailable(err,
                                 "--clients=%u: %lu files may be open here, %lu are needed; raise "
                                 "it (ulimit -Hn) or take fewer clients",
                                 clients, (unsigned long)limit.rlim_max, (unsigned long)wanted);
    limit.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? error_errno(err, "RLIMIT_NOFILE") : 0;
}

int load_init(struct load *l, const struct redisload_options *o, const struct cpu_set *cpus,
              struct error *err) {
    l->options = o;
    l->operations = operations_of(o);
    l->quota = (struct quota){o->requests > 0, (int64_t)o->requests};
    arrivals_init(&l->arrivals, o);
    if (team_init(&l->team, o->common.threads + 1, cpus, err) < 0 ||
        commands_make(&l->commands, &l->operations, err) < 0 ||
        expected_init(&l->expected, &l->operations, o->prefill, err) < 0 ||
        raise_file_limit(o->clients, err) < 0)
        return -1;
    if (o->password_file && !(l->password = secret_read(o->password_file, err)))
        return error_wrap(err, "--password-file");
    l->team.floating = true;
    if (redis_open(&l->control, &o->server, l->password, err) < 0 ||
        store_empty(&l->control, o->destroy_data, err) < 0 ||
        persistence_set(&l->control, (enum persistence)o->persistence, &l->found, err) < 0)
        return -1;
    l->wrote = true;
    if ((o->prefill && store_fill(&l->control, &l->commands, &l->operations, err) < 0) ||
        connect_all(l, err) < 0)
        return -1;
    return make_loaders(l, err);
}

static int work(void *state, unsigned thread, const struct window *window, struct error *err) {
    struct load *l = state;
    return loader_run(l->loader[thread], window, err);
}

static void start(void *state, double start_s) {
    arrivals_start(&((struct load *)state)->arrivals, start_s);
}

static int gather(void *state, bool counts, uint64_t *done, struct error *err) {
    (void)err;
    struct load *l = state;
    for (unsigned i = 0; i < l->options->common.threads; i++) {
        const struct tally *part = loader_tally(l->loader[i]);
        if (counts) {
            tally_add(&l->slice, part);
            tally_add(&l->total, part);
            l->busiest_share = fmax(l->busiest_share, part->cpu_s / part->wall_s);
        }
        loader_forget(l->loader[i]);
    }
    *done = tally_done(&l->slice);
    return 0;
}

static int slice(void *state, struct slice *slice, double seconds, struct error *err) {
    struct load *l = state;
    int result = tally_slice(&l->slice, seconds, slice, err);
    l->slice = (struct tally){0};
    return result;
}

int load_run(struct load *l, json_t *record, struct error *err) {
    const struct options *common = &l->options->common;
    const struct crew_job job = {.state = l,
                                 .team = &l->team,
                                 .ramp_s = l->options->omit_s,
                                 .time_s = common->time_s,
                                 .warming = "the requests of the test for 10 ms",
                                 .work = work,
                                 .start = start,
                                 .gather = gather,
                                 .slice = slice};
    l->server_before = store_describe(&l->control, err);
    if (!l->server_before ||
        crew_run(&job, common->slices ? record : NULL, &l->begin, &l->end, err) < 0)
        return -1;
    if (interrupts_seen())
        return error_interrupted(err);
    l->server_after = store_describe(&l->control, err);
    return l->server_after ? 0 : -1;
}

int load_check(struct load *l, json_t *record, struct error *err) {
    cleanup_free uint64_t *made = calloc(l->options->clients, sizeof *made);
    if (!made)
        return error_errno(err, "an account of %u clients", l->options->clients);
    for (unsigned i = 0; i < l->options->clients; i++)
        made[i] = l->connection[i].next;
    expected_make(&l->expected, &l->operations, made);
    if (store_check(&l->control, &l->operations, &l->expected, record, err) < 0 ||
        persistence_check((enum persistence)l->options->persistence, l->server_after, record, err) <
            0)
        return -1;
    if (record_status(record) != STATUS_OK)
        return 0;                                   /* somebody else may have written to it */
    if (store_empty(&l->control, true, NULL) < 0 && /* FLUSHDB may be forbidden */
        store_remove(&l->control, &l->operations, err) < 0)
        return -1;
    l->wrote = false;
    return 0;
}

/* By a connection of its own: on the other there may be answers that nobody has read. */
static void remove_keys(struct load *l) {
    struct redis redis;
    if (redis_open(&redis, &l->options->server, l->password, NULL) == 0)
        store_remove(&redis, &l->operations, NULL);
    redis_close(&redis);
}

/* Likewise. */
static void leave_as_found(struct load *l) {
    struct error cause;
    struct redis redis;
    if (!l->found.save)
        return;
    if (redis_open(&redis, &l->options->server, l->password, &cause) < 0 ||
        persistence_restore(&redis, &l->found, &cause) < 0)
        fprintf(stderr, "virtax redisload: its persistence may still be changed: %s\n", cause.text);
    redis_close(&redis);
}

void load_free(struct load *l) {
    if (l->wrote)
        remove_keys(l);
    for (unsigned i = 0; l->loader && i < l->options->common.threads; i++)
        loader_free(l->loader[i]);
    for (unsigned i = 0; l->connection && i < l->options->clients; i++)
        connection_close(&l->connection[i]);
    free(l->loader);
    free(l->connection);
    leave_as_found(l);
    redis_close(&l->control);
    commands_free(&l->commands);
    expected_free(&l->expected);
    free(l->password);
    if (l->options)
        arrivals_destroy(&l->arrivals);
    json_decref(l->server_before);
    json_decref(l->server_after);
    *l = (struct load){.control.fd = -1};
}
