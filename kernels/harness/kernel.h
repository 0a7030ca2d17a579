/* kernel.h - a kernel as a table; kernel_main() is the same for all. kernels/skeleton.c shows every
 * field at work. */
#ifndef VIRTAX_KERNEL_H
#define VIRTAX_KERNEL_H

#include "common/error.h"
#include "common/option.h"
#include "slices.h"
#include "work.h"

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

/* A parameter that is how much work a second it is given; without it the loop is closed, and the
 * result is what can be done at most. */
struct kernel_load {
    const char *parameter; /* NULL: none */
    const char *metric, *x;
    const char *const *besides; /* parameters that belong to it alone, ended by NULL; NULL: none */
};

/* What came of one result since set_up: an amount of its work in so many seconds that were timed.
 */
struct kernel_progress {
    const char *metric, *x, *unit;
    double work, seconds;
};

/* How a kernel works in slices (--slices). */
struct kernel_slices {
    /* Refuses options, as they were given, that do not go with slices: STATUS_USAGE, says why.
     * NULL: all do. */
    int (*possible)(const void *state, struct error *err);
    /* For kernels with `work`: how far each rate has come, up to KERNEL_PROGRESS_MAX of them; the
     * harness takes differences. Returns how many. */
    size_t (*progress)(const void *state, struct kernel_progress *progress);
    /* What `work` does to warm up: evidence.slice_warming. */
    const char *warming;
};

enum { KERNEL_MEASURES = -2, KERNEL_PROGRESS_MAX = 8 };

/* The hooks get the kernel's state, which begins with struct options and is all zero at first. They
 * are called in this order; those that are NULL are left out. */
struct kernel {
    const char *name;
    const char *about;                       /* as struct option_set */
    const struct option_row *const *options; /* the kernel's own tables and the harness's */
    const char *arguments;
    int (*word)(void *state, const char *word, struct error *err);
    void (*given)(void *state, const struct option_row *row);

    /* Checks what the options demand of each other and makes every automatic choice, so that the
     * parameters are what will be done. Takes no time and no memory that it can do without. */
    int (*resolve)(void *state, struct error *err);
    /* Does what the options ask for instead of measuring, and returns the exit status;
     * KERNEL_MEASURES where they ask for nothing else. */
    int (*instead)(void *state, struct error *err);

    /* What --resolve says of a record with these parameters: its results (kernel_result_add) and
     * what they depend on ("memory", "network", "storage", "cpu"; ends with NULL). */
    int (*results)(const void *state, json_t *list, struct error *err);
    const char *const *concerns;
    struct kernel_beyond_caches beyond_caches;
    struct kernel_load load;
    /* Bytes that it will hold with these parameters. NULL: next to nothing. One whose speed depends
     * on them takes options_populate, and calls populate_in_turns() in set_up. */
    uint64_t (*memory)(const void *state);
    /* Appends the programs that it starts, which its machine must have: {"program": PATH,
     * "package"}. NULL: none. */
    int (*needs)(const void *state, json_t *list, struct error *err);
    /* NULL: cannot work in slices. */
    const struct kernel_slices *slices;
    /* It is one of many, and its results are its host's: that starts as many as its parameters say,
     * and measures from outside (docs/record.md, instances). */
    bool crowd;

    /* Everything before the first mark: memory, files, warming up. */
    int (*set_up)(void *state, struct error *err);
    /* Between the marks: units of work on what is at an offset of the state, until it is enough,
     * by the struct team at another (0: by the calling thread). */
    const struct work *work;
    size_t work_state, team;
    /* Instead of `work`, where a unit is a span of time that the kernel keeps itself: everything
     * between the marks, the marks and the record's usage included, or where options.slices is set
     * slices_follow(). */
    int (*measure)(void *state, json_t *record, struct error *err);
    /* Adds results, checks and evidence to the record. */
    int (*report)(void *state, json_t *record, struct error *err);

    /* Whatever came of the others: gives back what they took. */
    void (*release)(void *state);
};

/* A kernel's main(): parses, resolves, and prints what is resolved or sets up, measures, reports
 * and prints the record. Returns the exit status; an error is one line on stderr. */
int kernel_main(const struct kernel *kernel, void *state, int argc, char **argv);

/* Appends a row to the list of a kernel's results(). */
int kernel_result_add(json_t *list, const struct kernel_result *row, struct error *err);

/* Appends rows up to the one whose metric is NULL. */
int kernel_results_add(json_t *list, const struct kernel_result *rows, struct error *err);

#endif
