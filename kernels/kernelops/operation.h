/* operation.h - one thing that is asked of the operating system, as a row: how it is set up, done,
 * checked and taken down. */
#ifndef VIRTAX_KERNELOPS_OPERATION_H
#define VIRTAX_KERNELOPS_OPERATION_H

#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

/* What operations stand on. */
struct place {
    int cpu[2];          /* where they run, and a second one; -1 where only one is allowed */
    const char *device;  /* a character device that reads as zeros */
    const char *program; /* this one, to execute */
};

/* The hooks that are NULL are left out. */
struct operation {
    const char *name;
    const char *about;
    unsigned times;  /* in a batch; fixed, so that everywhere the same is done between two looks at
                        the clock, and a batch takes some tens of microseconds or one operation */
    double asked_ns; /* of each, which are no cost: a sleep's length */

    /* Why it cannot be done here: a part of a sentence; NULL where it can. */
    const char *(*lacks)(const struct place *place);
    /* Makes *state; what it made before it failed it gives back. */
    int (*set_up)(const struct place *place, void **state, struct error *err);
    /* Does it so many times, and fails with the call's name and cause as soon as one fails or
     * returns what it must not. */
    int (*run)(void *state, unsigned times, struct error *err);
    void (*tear_down)(void *state);
};

/* All of them, in the order of the tables; each table ends with a row without a name. */
extern const struct operation operations_calls[], operations_files[], operations_memory[],
    operations_processes[], operations_switches[], operations_events[], operations_cpu[];

enum { OPERATIONS_MAX = 64 };

size_t operations_count(void);
const struct operation *operation_nth(size_t i);

/* The one with that name; NULL where there is none. */
const struct operation *operation_find(const char *name);

/* Parses names with commas between them into a set: bit i is operation_nth(i). STATUS_USAGE names
 * the closest. */
int operations_parse(const char *text, uint64_t *set, struct error *err);

/* The names of a set, in their order, with commas between them; free it. NULL where memory is
 * short. */
char *operations_text(uint64_t set);

/* The set of all. */
uint64_t operations_all(void);

/* lacks() of those that need a second CPU. */
const char *operation_lacks_cpu(const struct place *place);

#endif
