/* arrivals.h - the open loop's one schedule: when each request of all clients is meant to start. */
#ifndef VIRTAX_REDISLOAD_ARRIVALS_H
#define VIRTAX_REDISLOAD_ARRIVALS_H

#include "redisload/options.h"

#include <pthread.h>
#include <stdbool.h>

/* The members are the functions' own; all threads share it. */
struct arrivals {
    double rate, start_s, next_s;
    enum arrival kind;
    uint64_t seed, taken;
    pthread_mutex_t lock;
};

void arrivals_init(struct arrivals *arrivals, const struct redisload_options *options);
void arrivals_destroy(struct arrivals *arrivals);

/* The first request is due at that time. */
void arrivals_start(struct arrivals *arrivals, double start_s);

/* Takes the next request where it is due; false where it is not yet. *due_s is when it is, either
 * way. Uniform: every 1 / rate seconds. Poisson: exponential gaps of that mean, drawn by the seed,
 * so that requests come as if from very many users who know nothing of each other. */
bool arrivals_take(struct arrivals *arrivals, double now_s, double *due_s);

#endif
