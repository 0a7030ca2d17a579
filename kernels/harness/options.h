/* options.h - the options that kernels share, as tables for a kernel's list. */
#ifndef VIRTAX_OPTIONS_H
#define VIRTAX_OPTIONS_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "common/memory.h"
#include "common/option.h"

#include <stdbool.h>
#include <stdint.h>

/* What every kernel's state begins with; the tables' fields lie here. */
struct options {
    struct cpu_set cpus; /* --cpus; empty: all that are allowed */
    unsigned threads;    /* --threads; 0: one for each CPU */
    int hugepages;       /* enum hugepages */
    struct numa_policy numa;
    double time_s;         /* --time; 0: unset */
    uint64_t iterations;   /* --iterations; 0: unset */
    uint64_t memory_limit; /* --memory-limit; 0: none */
    uint64_t stack_offset; /* --stack-offset */
    double inject_percent; /* --inject */
    bool json, resolve, slices;
    bool populate; /* --populate-in-turns */
};

enum { ITERATIONS_MAX = 1000000 };

enum { STACK_OFFSET_MAX = 64 << 10, STACK_OFFSET_GRAIN = 16 };

/* cpus, time, stack-offset, slices, json and resolve, which every kernel has; threads; hugepages
 * and numa of a kernel with big memory; memory-limit of every kernel that works alone, since plans
 * tell it what a guest can hold; populate-in-turns of one that does that with
 * all of it (populate.h); iterations; inject. */
extern const struct option_row options_process[], options_threads[], options_memory[],
    options_memory_limit[], options_populate[], options_iterations[], options_inject[];

/* Fills what was left open: CPUs stay as asked, but threads become one for each of *cpus, which are
 * those to use. */
int options_resolve(struct options *options, struct cpu_set *cpus, struct error *err);

/* Refuses what memory_map would refuse: hugetlb pages that are not there, a NUMA policy that is not
 * allowed. Nothing stays mapped, nothing is touched. */
int options_memory_possible(const struct options *options, size_t bytes, struct error *err);

#endif
