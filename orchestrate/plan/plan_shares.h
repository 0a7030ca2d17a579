/* plan_shares.h - swept loads that were planned as shares of what the reference can do. */
#ifndef VIRTAX_PLAN_SHARES_H
#define VIRTAX_PLAN_SHARES_H

#include "base/words.h"
#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>

/* Of a figure's swept values. */
struct plan_shares {
    struct words of; /* of each value its share, "10%"; none: values are as somebody wrote them */
    char *metric, *unit; /* of the capacity */
    char *environment;   /* where it was measured */
    double capacity;     /* 0: not measured, and the values are the shares still */
};

void plan_shares_free(struct plan_shares *shares);

/* Is it meant as a share, "10%"? */
bool share_is(const char *text);

/* Above 0 and below 100 %, so that there is a load, and one that can be served: "10%" is 0.1.
 * STATUS_USAGE otherwise. */
int share_parse(const char *text, double *share, struct error *err);

/* That share of a capacity: a whole number of three digits that count, as text. */
const char *share_value(double share, double capacity, char *buffer, size_t size);

/* "41200 req/s, native's throughput"; "native's throughput, to be measured". Returns buffer. */
const char *plan_shares_text(const struct plan_shares *shares, char *buffer, size_t size);

/* The member "shares" of a sweep in plan.json, {"values", "metric", "unit", "environment",
 * "capacity"}, NULL where the values are no shares; of `count` values. */
json_t *plan_shares_json(const struct plan_shares *shares);
int plan_shares_take(const json_t *sweep, const char *where, size_t count,
                     struct plan_shares *shares, struct error *err);

#endif
