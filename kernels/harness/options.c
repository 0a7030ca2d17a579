#include "options.h"

#include "common/choice.h"
#include "common/cpulist.h"
#include "common/units.h"
#include "threads.h"

const char *argp_program_version = "virtax " VIRTAX_VERSION;

static const struct argp_option process_options[] = {
    {"cpus", 'c', "LIST", 0, "Run on these CPUs, such as 0-3,8 (default: all allowed ones)", 10},
    {"time", 'T', "TIME", 0, "Stop after this time, such as 500ms, 30s, 2m", 10},
    {"json", 'J', NULL, 0, "Print one JSON object", 11},
    {"resolve", 'R', NULL, 0, "Make every automatic choice, print it as JSON, measure nothing", 11},
    {0},
};

static const struct argp_option memory_options[] = {
    {"threads", 't', "N", 0, "Number of threads (default: one for each CPU)", 10},
    {"hugepages", 'H', "KIND", 0,
     "Pages: thp (default), hugetlb (2 MiB), hugetlb-1g (1 GiB) or none", 10},
    {"numa", 'n', "POLICY", 0, "Memory: local (default) or interleave[=NODES]", 10},
    {"memory-limit", 'M', "BYTES", 0, "Never take more memory than this", 10},
    {0},
};

static const struct argp_option iteration_options[] = {
    {"iterations", 'i', "N", 0, "Stop after this many iterations", 10},
    {0},
};

int options_wrong(struct options *common, const char *option) {
    error_wrap(&common->error, "--%s", option);
    return EINVAL;
}

static int parse_time_option(const char *text, double *seconds, struct error *err) {
    if (parse_time(text, seconds, err) < 0)
        return -1;
    return *seconds > 0 ? 0 : error_usage(err, "time '%s': must be more than nothing", text);
}

static int parse_cpus(const char *text, cpu_set_t *cpus, struct error *err) {
    if (cpulist_parse(text, cpus, err) < 0)
        return -1;
    return CPU_COUNT(cpus) > 0 ? 0 : error_usage(err, "an empty list");
}

static error_t parse_process(int key, char *text, struct argp_state *state) {
    struct options *o = state->input;
    switch (key) {
    case 'c':
        return parse_cpus(text, &o->cpus, &o->error) < 0 ? options_wrong(o, "cpus") : 0;
    case 'T':
        return parse_time_option(text, &o->time_s, &o->error) < 0 ? options_wrong(o, "time") : 0;
    case 'J':
        o->json = true;
        return 0;
    case 'R':
        o->resolve = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_memory(int key, char *text, struct argp_state *state) {
    struct options *o = state->input;
    uint64_t count;
    int choice;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = o;
        return 0;
    case 't':
        if (parse_count(text, "number", 1, THREADS_MAX, &count, &o->error) < 0)
            return options_wrong(o, "threads");
        o->threads = (unsigned)count;
        return 0;
    case 'H':
        choice = choice_parse(text, "kind of pages", hugepages_names, &o->error);
        if (choice < 0)
            return options_wrong(o, "hugepages");
        o->hugepages = (enum hugepages)choice;
        return 0;
    case 'n':
        return numa_policy_parse(text, &o->numa, &o->error) < 0 ? options_wrong(o, "numa") : 0;
    case 'M':
        return parse_size(text, &o->memory_limit, &o->error) < 0 ? options_wrong(o, "memory-limit")
                                                                 : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_iterations(int key, char *text, struct argp_state *state) {
    struct options *o = state->input;
    if (key != 'i')
        return ARGP_ERR_UNKNOWN;
    if (parse_count(text, "number", 2, ITERATIONS_MAX, &o->iterations, &o->error) < 0)
        return options_wrong(o, "iterations");
    return 0;
}

const struct argp process_argp = {.options = process_options, .parser = parse_process};
static const struct argp_child memory_children[] = {{.argp = &process_argp}, {0}};
const struct argp options_argp = {
    .options = memory_options, .parser = parse_memory, .children = memory_children};
const struct argp iteration_argp = {.options = iteration_options, .parser = parse_iterations};

int options_parse(int argc, char **argv, const struct argp *argp, void *input,
                  struct options *common, struct error *err) {
    if (options_check(argc, argv, argp, err) < 0)
        return -1;
    argp_err_exit_status = STATUS_USAGE;
    int result = argp_parse(argp, argc, argv, 0, NULL, input);
    if (common->error.status != STATUS_OK) {
        if (err)
            *err = common->error;
        return -1;
    }
    return result == 0 ? 0 : error_usage(err, "the command line cannot be understood");
}

int options_resolve(struct options *options, cpu_set_t *cpus, struct error *err) {
    *cpus = options->cpus;
    if (CPU_COUNT(cpus) == 0 && threads_allowed_cpus(cpus, err) < 0)
        return -1;
    if (options->threads == 0)
        options->threads = (unsigned)CPU_COUNT(cpus);
    return 0;
}

/* null where the condition says that the option is unset */
static json_t *if_set(bool set, json_t *value) {
    if (set)
        return value;
    json_decref(value);
    return json_null();
}

json_t *options_process_parameters(const struct options *o) {
    char cpus[4096];
    cpulist_format(&o->cpus, cpus, sizeof cpus);
    return json_pack("{s:o, s:o}", "cpus", if_set(cpus[0], json_string(cpus)), "time",
                     if_set(o->time_s > 0, json_real(o->time_s)));
}

json_t *options_parameters(const struct options *o) {
    char numa[512];
    numa_policy_format(&o->numa, numa, sizeof numa);
    json_t *all = options_process_parameters(o);
    json_object_set_new(all, "threads",
                        if_set(o->threads > 0, json_integer((json_int_t)o->threads)));
    json_object_set_new(all, "hugepages", json_string(hugepages_names[o->hugepages]));
    json_object_set_new(all, "numa", json_string(numa));
    return all;
}
