/* crowd_seen.h - what the host has measured of a crowd, and the record that tells it. */
#ifndef VIRTAX_CROWD_SEEN_H
#define VIRTAX_CROWD_SEEN_H

#include "crowd_group.h"
#include "harness/samples.h"

#include <jansson.h>

/* What so many held that idled for a while. */
struct crowd_held {
    size_t there;
    double available_bytes; /* that the host had left */
    double processes_bytes; /* of what belongs to them */
    double cpu_share;       /* CPUs that this took on average */
    double disk_free_bytes; /* that the host had left; NAN: not told */
};

enum { CROWD_STEPS = 16 };

struct crowd_seen {
    struct samples by_clock; /* ms from a command to the kernel's first instruction, by its clock */
    struct samples by_arrival; /* the same until that was heard */
    struct samples answered;   /* until its first answer was */
    struct samples own;        /* ms that the kernel's own clock had run at its first instruction */
    bool same_clock;           /* it is this host's, by all that was seen */
    size_t steps;
    struct crowd_held held[CROWD_STEPS]; /* the first: none of them */
    double image_bytes; /* on the host's disk once for all of them; NAN: not told */
    json_t *came;       /* held_came() of the first alone; NULL: not looked at */
    json_t *record;     /* the first kernel's; NULL: none yet */
    size_t ended;       /* how many ended as they should */
    char wrong[256];    /* what was wrong with the first that did not */
};

void crowd_seen_free(struct crowd_seen *seen);

/* Adds the times of a group that is there. */
int crowd_seen_started(const struct crowd_group *group, struct crowd_seen *seen, struct error *err);

/* Adds what a group said that has ended. */
int crowd_seen_ended(const struct crowd_group *group, struct crowd_seen *seen, struct error *err);

/* The slope of values over the numbers that were there, by least squares; NAN of fewer than two. */
double crowd_slope(const double *there, const double *value, size_t count);

/* The first kernel's record with the results of all. `cpu_s`: of the whole host, from commands to
 * answers (NAN: not told). NULL on error; the caller's otherwise. */
json_t *crowd_record(const struct crowd_seen *seen, size_t wanted, double cpu_s, struct error *err);

#endif
