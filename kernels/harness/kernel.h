/* kernel.h - a kernel as a table, and how it describes what it yields. */
#ifndef VIRTAX_KERNEL_H
#define VIRTAX_KERNEL_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum better { BETTER_LOWER, BETTER_HIGHER };

/* What a unit of work costs in CPU time, for the one result that counts all work of the timed
 * region: cost = factor * CPU seconds / (value * wall seconds), in `unit`. */
struct kernel_cost {
    const char *unit; /* "CPU-us/txn" */
    double factor;    /* 1e6 where the value is units a second */
    const char *title;
};

/* One result that a record can have. */
struct kernel_result {
    const char *metric, *x, *unit;
    enum better better;
    const char *work; /* not NULL: the value is a rate of this work, so that those of kernels that
                         run side by side add up */
    const struct kernel_cost *cost; /* NULL: none */
};

/* A size that is to exceed the last-level caches together so many times, or they hold a part. */
struct kernel_beyond_caches {
    const char *parameter; /* NULL: none */
    unsigned times;
};

struct kernel {
    const char *name;
    const char *const *concerns; /* "memory", "network", "storage", "cpu"; ends with NULL */
    struct kernel_beyond_caches beyond_caches;
    /* Adds all results that a record with these options can have (kernel_result_add). */
    int (*results)(const void *options, json_t *list, struct error *err);
};

/* Appends a row to the list of a kernel's results(). */
int kernel_result_add(json_t *list, const struct kernel_result *row, struct error *err);

/* Appends rows up to the one whose metric is NULL. */
int kernel_results_add(json_t *list, const struct kernel_result *rows, struct error *err);

/* For --resolve: the parameters (taken over) and what the kernel yields with them, as a record
 * without anything measured: "results": [{"metric", "x", "unit", "better": "higher"|"lower",
 * "rate", "work" (null where no rate), "cost": {"unit", "factor", "title"} (where counted)}],
 * "concerns": [...], "beyond_caches": {"parameter", "times"} (where there is one). */
json_t *kernel_resolved(const struct kernel *kernel, const void *options, json_t *parameters,
                        struct error *err);

#endif
