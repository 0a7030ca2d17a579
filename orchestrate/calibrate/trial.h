/* trial.h - one study carried out once: planned, measured and summarised as any run, in a results
 * directory of its own, and held against the truth. */
#ifndef VIRTAX_TRIAL_H
#define VIRTAX_TRIAL_H

#include "study.h"

#include <stdint.h>

/* What one of its results came to. */
struct trial {
    const struct study *study;
    unsigned number; /* of the study, from 1 */
    const char *result;
    struct estimate estimate; /* in the study's unit; without bounds where there is no interval */
    bool covered;             /* the interval holds the truth */
    bool resolved;            /* it excludes that there is no difference */
    double seconds;           /* its part of the time spent */
    char why[512];            /* there is no interval */
};

/* Fills covered and resolved from the estimate. */
void trial_judge(struct trial *trial);

/* Carries out the study below `directory` and fills a trial for each of its results; *count says
 * how many those are. After `most_s` seconds no further block is begun. STATUS_UNAVAILABLE where
 * this host cannot, STATUS_INTERRUPTED after Ctrl-C; what fails otherwise is in the trials. The
 * caller holds the measuring lock. */
int trial_run(const struct study *study, unsigned number, uint64_t seed, double most_s,
              const char *directory, struct trial trial[STUDY_RESULTS], size_t *count,
              struct error *err);

/* The name of its results directory, such as "aa-stream-07". */
const char *trial_name(const struct trial *trial, char *text, size_t size);

#endif
