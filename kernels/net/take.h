/* take.h - values out of what the other side sent. */
#ifndef VIRTAX_NET_TAKE_H
#define VIRTAX_NET_TAKE_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Each takes the member `key` of an object: STATUS_USAGE where it is missing, of another type or
 * out of range. */
int net_take_count(const json_t *object, const char *key, uint64_t low, uint64_t high,
                   uint64_t *value, struct error *err);
int net_take_bool(const json_t *object, const char *key, bool *value, struct error *err);

/* Seconds from 0 to a day. */
int net_take_seconds(const json_t *object, const char *key, double *value, struct error *err);

/* A number of the other side's report by a path of keys ("usage", "user_s"): 0 where there is none.
 */
double net_number(const json_t *object, const char *first, const char *second);

#endif
