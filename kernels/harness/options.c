/* options.c - the argp tables of the shared options, and their values as parameters. */
#include "options.h"
#include "common/cpu_set.h"

#include "common/cpulist.h"
#include "common/units.h"
#include "threads.h"

#include <stdlib.h>
#include <string.h>

static int parse_cpus(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    (void)row;
    struct cpu_set *cpus = field;
    if (cpulist_parse(text, cpus, err) < 0)
        return -1;
    return cpu_set_count(cpus) > 0 ? 0 : error_usage(err, "an empty list");
}

static json_t *emit_cpus(const struct option_row *row, const void *field) {
    (void)row;
    char cpus[CPULIST_TEXT];
    cpulist_format(field, cpus, sizeof cpus);
    return cpus[0] ? json_string(cpus) : json_null();
}

static int parse_numa(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    (void)row;
    return numa_policy_parse(text, field, err);
}

static json_t *emit_numa(const struct option_row *row, const void *field) {
    (void)row;
    char numa[CPULIST_TEXT + 32];
    return json_string(numa_policy_format(field, numa, sizeof numa));
}

static int parse_offset(const struct option_row *row, const char *text, void *field,
                        struct error *err) {
    (void)row;
    uint64_t *bytes = field;
    if (parse_size(text, bytes, err) < 0)
        return -1;
    return *bytes <= STACK_OFFSET_MAX && *bytes % STACK_OFFSET_GRAIN == 0
               ? 0
               : error_usage(err, "size '%s': not a multiple of %d up to 64k", text,
                             STACK_OFFSET_GRAIN);
}

static json_t *emit_offset(const struct option_row *row, const void *field) {
    (void)row;
    return json_integer((json_int_t) * (const uint64_t *)field);
}

static int parse_injected(const struct option_row *row, const char *text, void *field,
                          struct error *err) {
    (void)row;
    double *percent = field;
    char *end;
    *percent = strtod(text, &end);
    bool decimal = *text && text[strspn(text, "0123456789.e+-")] == '\0' && *end == '\0';
    return decimal && *percent >= 0 && *percent <= 100
               ? 0
               : error_usage(err, "percent '%s': not from 0 to 100", text);
}

static const struct option_type stack_offset = {parse_offset, emit_offset},
                                percentage = {parse_injected, option_emit_real};
static const struct option_type cpu_list = {parse_cpus, emit_cpus},
                                numa_policy = {parse_numa, emit_numa};

#define FIELD(field) offsetof(struct options, field)

const struct option_row options_process[] = {
    {"cpus", 'c', "LIST", 10, FIELD(cpus), &cpu_list,
     "Run on these CPUs, such as 0-3,8 (default: all allowed ones)", .flags = OPTION_OPEN},
    {"time", 'T', "TIME", 10, FIELD(time_s), &option_time,
     "Stop after this time, such as 500ms, 30s, 2m", .flags = OPTION_OPEN},
    {"stack-offset", 0, "BYTES", 10, FIELD(stack_offset), &stack_offset,
     "Begin the stacks so much further on: a multiple of 16 up to 64k (default: 0)",
     .flags = OPTION_OPEN},
    {"slices", 0, NULL, 11, FIELD(slices), &option_flag,
     "Work in slices when stdin says so (docs/record.md); with --json", .flags = OPTION_OPEN},
    {"json", 'J', NULL, 11, FIELD(json), &option_flag, "Print one JSON object",
     .flags = OPTION_UNTOLD},
    {"resolve", 'R', NULL, 11, FIELD(resolve), &option_flag,
     "Make every automatic choice, print it and what is yielded as JSON, measure nothing",
     .flags = OPTION_UNTOLD},
    {0},
};

const struct option_row options_threads[] = {
    {"threads", 't', "N", 10, FIELD(threads), &option_number,
     "Number of threads (default: one for each CPU)", .flags = OPTION_OPEN, .low = 1,
     .high = THREADS_MAX},
    {0},
};

const struct option_row options_memory[] = {
    {"hugepages", 'H', "KIND", 10, FIELD(hugepages), &option_word,
     "Pages: thp (default), hugetlb (2 MiB), hugetlb-1g (1 GiB) or none", .what = "kind of pages",
     .words = hugepages_names},
    {"numa", 'n', "POLICY", 10, FIELD(numa), &numa_policy,
     "Memory: local (default) or interleave[=NODES]", NULL, .flags = 0},
    {0},
};

const struct option_row options_memory_limit[] = {
    {"memory-limit", 'M', "BYTES", 10, FIELD(memory_limit), &option_size,
     "Never take more memory than this", .flags = OPTION_UNTOLD},
    {0},
};

const struct option_row options_populate[] = {
    {"populate-in-turns", 0, NULL, 11, FIELD(populate), &option_flag,
     "With --slices: populate memory when stdin says so, before the first slice",
     .flags = OPTION_OPEN},
    {0},
};

const struct option_row options_iterations[] = {
    {"iterations", 'i', "N", 10, FIELD(iterations), &option_count,
     "Stop after this many iterations", .flags = OPTION_OPEN, .low = 2, .high = ITERATIONS_MAX},
    {0},
};

const struct option_row options_inject[] = {
    {"inject", 0, "PERCENT", 12, FIELD(inject_percent), &percentage,
     "Do so much further work inside what is timed, and do not count it (default: 0): a slowdown "
     "whose size is known",
     NULL, .flags = 0},
    {0},
};

int options_resolve(struct options *options, struct cpu_set *cpus, struct error *err) {
    *cpus = options->cpus;
    if (cpu_set_count(cpus) == 0 && threads_allowed_cpus(cpus, err) < 0)
        return -1;
    if (options->threads == 0)
        options->threads = (unsigned)cpu_set_count(cpus);
    return 0;
}

int options_memory_possible(const struct options *options, size_t bytes, struct error *err) {
    struct memory memory;
    if (memory_map(&memory, bytes, (enum hugepages)options->hugepages, &options->numa, err) < 0)
        return -1;
    memory_unmap(&memory);
    return 0;
}
