/* options.c - the argp tables of the shared options, and their values as parameters. */
#include "options.h"
#include "common/cpu_set.h"

#include "common/cpulist.h"
#include "threads.h"

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

static const struct option_type cpu_list = {parse_cpus, emit_cpus},
                                numa_policy = {parse_numa, emit_numa};

#define FIELD(field) offsetof(struct options, field)

const struct option_row options_process[] = {
    {"cpus", 'c', "LIST", 10, FIELD(cpus), &cpu_list,
     "Run on these CPUs, such as 0-3,8 (default: all allowed ones)", .flags = OPTION_OPEN},
    {"time", 'T', "TIME", 10, FIELD(time_s), &option_time,
     "Stop after this time, such as 500ms, 30s, 2m", .flags = OPTION_OPEN},
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
    {"memory-limit", 'M', "BYTES", 10, FIELD(memory_limit), &option_size,
     "Never take more memory than this", .flags = OPTION_UNTOLD},
    {0},
};

const struct option_row options_iterations[] = {
    {"iterations", 'i', "N", 10, FIELD(iterations), &option_count,
     "Stop after this many iterations", .flags = OPTION_OPEN, .low = 2, .high = ITERATIONS_MAX},
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
