/* arrivals.c - intended starts, one after the other, for whoever asks first. */
#include "redisload/arrivals.h"

#include "common/mix.h"

#include <math.h>

void arrivals_init(struct arrivals *a, const struct redisload_options *o) {
    *a = (struct arrivals){.rate = o->rate, .kind = (enum arrival)o->arrival, .seed = o->seed};
    pthread_mutex_init(&a->lock, NULL); /* cannot fail with default attributes */
}

void arrivals_destroy(struct arrivals *a) {
    pthread_mutex_destroy(&a->lock);
}

void arrivals_start(struct arrivals *a, double start_s) {
    a->start_s = a->next_s = start_s;
}

/* Above 0 and at most 1. */
static double draw(uint64_t seed, uint64_t number) {
    return ((double)(mix_pair(seed, number) >> 11) + 1) * 0x1p-53;
}

static double after(const struct arrivals *a) {
    if (a->kind == ARRIVAL_UNIFORM)
        return a->start_s + (double)a->taken / a->rate;
    return a->next_s - log(draw(a->seed, a->taken)) / a->rate;
}

bool arrivals_take(struct arrivals *a, double now_s, double *due_s) {
    pthread_mutex_lock(&a->lock);
    *due_s = a->next_s;
    bool due = now_s >= a->next_s;
    if (due) {
        a->taken++;
        a->next_s = after(a);
    }
    pthread_mutex_unlock(&a->lock);
    return due;
}
