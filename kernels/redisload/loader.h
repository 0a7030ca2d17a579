/* loader.h - a thread of the load: keeps its connections busy and times each answer. */
#ifndef VIRTAX_REDISLOAD_LOADER_H
#define VIRTAX_REDISLOAD_LOADER_H

#include "harness/crew.h"
#include "redisload/arrivals.h"
#include "redisload/connection.h"
#include "redisload/tally.h"

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
