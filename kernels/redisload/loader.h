/* loader.h - a thread of the load: keeps its connections busy and times each answer. */
#ifndef VIRTAX_REDISLOAD_LOADER_H
#define VIRTAX_REDISLOAD_LOADER_H

#include "harness/crew.h"
#include "harness/histogram.h"
#include "redisload/arrivals.h"
#include "redisload/connection.h"

enum { KIND_SET, KIND_GET, KINDS };
extern const char *const load_kind_names[KINDS]; /* "set", "get" */

/* What was answered within windows. */
struct tally {
    uint64_t done[KINDS], hits;
    struct histogram latency[KINDS]; /* from the (intended) start to the last byte's arrival */
    struct histogram service;        /* open loop: from when it was really sent */
    double lag_s;                    /* open loop: the most that a request was sent too late */
    double cpu_s, wall_s; /* of the thread, windows and warming up; without polling in vain */
};

void tally_add(struct tally *into, const struct tally *part);

/* The requests that may still be made; shared by all threads. */
struct quota {
    bool limited;
    _Atomic int64_t left;
};

struct loader;

/* Takes so many connections of `all` from number `first` on, every step-th of them. `arrivals`
 * NULL: closed loop. `busy_poll_s`: see struct events. */
struct loader *loader_new(struct connection *all, unsigned first, unsigned step, unsigned clients,
                          struct arrivals *arrivals, struct quota *quota, double busy_poll_s,
                          struct error *err);

/* Requests until the window is over, or the quota is used up, and until all are answered. */
int loader_run(struct loader *loader, const struct window *window, struct error *err);

/* What it counted since the last loader_forget(). */
const struct tally *loader_tally(const struct loader *loader);
void loader_forget(struct loader *loader);
void loader_free(struct loader *loader);

#endif
