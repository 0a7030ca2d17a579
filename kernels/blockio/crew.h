/* crew.h - what the threads of a run share: the jobs' workers and the timekeeper. measure.c has
 * them work once, measure_slices.c in slices. */
#ifndef VIRTAX_BLOCKIO_CREW_H
#define VIRTAX_BLOCKIO_CREW_H

#include "blockio/measure.h"
#include "blockio/worker.h"

#include <pthread.h>
#include <semaphore.h>

struct crew {
    struct measure *measure;
    json_t *record; /* for slices */
    struct schedule schedule;
    struct barrier barrier;
    unsigned workers;
    struct worker **worker;
    sem_t stopped; /* posted with the first error, so that the timekeeper need not sleep on */
    pthread_mutex_t lock;
    struct error error;

    /* In slices, under the lock: which one is to be done, whether there is none after it, and how
     * many workers have done it. */
    pthread_cond_t changed;
    uint64_t slice;
    bool over;
    unsigned resting;
};

/* Keeps the first error and ends the run. */
void crew_stop(struct crew *crew, const struct error *cause);

/* The timekeeper sleeps until that time, or until something failed. */
void crew_sleep_until(struct crew *crew, double until_s);

/* Adds what a worker counted to a tally, which makes its intervals by the first. */
int crew_merge(struct tally *total, const struct tally *part, struct error *err);

/* In slices: what a worker does with its engine until there are no more, and the timekeeper. */
void crew_worker_slices(struct crew *crew, struct worker *worker);
int crew_keep_slices(struct crew *crew, struct error *err);

#endif
