/* yields.h - what the kernel of a figure yields, in its own words: `KERNEL --resolve` tells it
 * (docs/record.md), plan.json keeps it, and nothing outside kernels/ knows a kernel by name. A plan
 * of before has none (NULL): no direction, no cost, and nothing is a rate. */
#ifndef VIRTAX_YIELDS_H
#define VIRTAX_YIELDS_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum direction { DIRECTION_UNKNOWN, HIGHER_IS_BETTER, LOWER_IS_BETTER };

/* Checks what `from` (a kernel's answer, or a member of plan.json at `where`) says of results,
 * concerns, needs, caches and load, and adds it to *yields, made where it is NULL. Results that are
 * there already are left out: parameters decide which there are, and a sweep has several. */
int yields_take(const json_t *from, const char *where, json_t **yields, struct error *err);

/* The result of that metric and x, of which "send|receive" is whichever there is and NULL is any;
 * NULL where there is none. */
const json_t *yields_result(const json_t *yields, const char *metric, const char *x);

enum direction yields_direction(const json_t *yields, const char *metric);

/* Do values of kernels that run side by side add up? */
bool yields_rate(const json_t *yields, const char *metric, const char *x);

/* Can it be run in slices, with all the parameters that it was asked about? */
bool yields_slices(const json_t *yields);

/* Can it populate its memory in turns besides? */
bool yields_populates(const json_t *yields);

/* Does the host start as many as its parameters say, and measure from outside? */
bool yields_crowd(const json_t *yields);

/* How many bytes it holds at most. */
uint64_t yields_memory(const json_t *yields);

/* A parameter of the kernel that is how much work a second it is given. */
struct yields_load {
    const char *parameter;  /* NULL: it has none */
    const char *metric, *x; /* of the result that is the most it can do, without that parameter */
    const json_t *besides;  /* parameters that belong to it alone: texts */
};

/* Borrowed from the yields. */
struct yields_load yields_load(const json_t *yields);

/* The i-th program that it starts and the package that brings it; NULL beyond the last. */
const char *yields_need(const json_t *yields, size_t i, const char **package);

/* "memory", "network", "storage" or "cpu". */
bool yields_concern(const json_t *yields, const char *what);

#endif
