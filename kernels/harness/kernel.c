/* kernel.c - what a kernel yields and concerns, as the JSON of --resolve. */
#include "harness/kernel.h"

#include "common/cleanup.h"
#include "common/standard_streams.h"
#include "common/stops.h"
#include "harness/evidence.h"
#include "harness/kernel_slices.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "harness/usage.h"

#include <stdio.h>

static bool populates(const struct kernel *kernel) {
    const struct option_row *const *table = kernel->options;
    while (*table && *table != options_populate)
        table++;
    return *table;
}

static json_t *load_json(const struct kernel_load *load) {
    json_t *besides = json_array();
    for (const char *const *word = load->besides; word && *word; word++)
        json_array_append_new(besides, json_string(*word));
    return json_pack("{s:s, s:s, s:s, s:o}", "parameter", load->parameter, "metric", load->metric,
                     "x", load->x, "besides", besides);
}

/* "results": [{"metric", "x", "unit", "better": "higher"|"lower", "rate", "work" (null where no
 * rate), "cost": {"unit", "factor", "title"} (where counted)}], "concerns": [...],
 * "slices": could the same options have --slices, "populates": --populate-in-turns as well,
 * "crowd": does the host start many and measure,
 * "memory": bytes, "needs": [{"program", "package"}], "beyond_caches": {"parameter", "times"} and
 * "load": {"parameter", "metric", "x", "besides": [...]} (where there is one). */
static int describe(const struct kernel *kernel, const void *state, bool sliceable,
                    json_t *resolved, struct error *err) {
    json_t *results = json_array(), *concerns = json_array(), *needs = json_array();
    for (const char *const *word = kernel->concerns; *word; word++)
        json_array_append_new(concerns, json_string(*word));
    if (json_object_set_new(resolved, "results", results) < 0 ||
        json_object_set_new(resolved, "concerns", concerns) < 0 ||
        json_object_set_new(resolved, "needs", needs) < 0)
        return error_failed(err, "describing the kernel: out of memory");
    uint64_t memory = kernel->memory ? kernel->memory(state) : 0;
    json_object_set_new(resolved, "slices", json_boolean(sliceable));
    json_object_set_new(resolved, "populates", json_boolean(populates(kernel)));
    json_object_set_new(resolved, "memory", json_integer((json_int_t)memory));
    json_object_set_new(resolved, "crowd", json_boolean(kernel->crowd));
    if (kernel->beyond_caches.parameter)
        json_object_set_new(resolved, "beyond_caches",
                            json_pack("{s:s, s:i}", "parameter", kernel->beyond_caches.parameter,
                                      "times", (int)kernel->beyond_caches.times));
    if (kernel->load.parameter)
        json_object_set_new(resolved, "load", load_json(&kernel->load));
    if (kernel->needs && kernel->needs(state, needs, err) < 0)
        return -1;
    return kernel->results(state, results, err);
}

static bool is_described(const json_t *result, const json_t *described) {
    static const char *const keys[] = {"metric", "x", "unit"};
    size_t i;
    json_t *row;
    json_array_foreach(described, i, row) {
        size_t same = 0;
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            same += json_equal(json_object_get(result, keys[k]), json_object_get(row, keys[k]));
        if (same == sizeof keys / sizeof *keys)
            return true;
    }
    return false;
}

/* Plans trust in what --resolve says: a result that it did not is a mistake of the kernel. */
static int keep_word(const struct kernel *kernel, const void *state, const json_t *record,
                     struct error *err) {
    cleanup_json json_t *described = json_array();
    if (kernel->results(state, described, err) < 0)
        return -1;
    size_t i;
    json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (!is_described(result, described))
            return error_failed(err, "result %s '%s': --resolve does not tell it",
                                json_string_value(json_object_get(result, "metric")),
                                json_string_value(json_object_get(result, "x")));
    }
    return 0;
}

static int do_work(const struct kernel *kernel, void *state, json_t *record, struct error *err) {
    const struct options *options = state;
    if (options->slices)
        return kernel_slices_work(kernel, state, record, err);
    char *base = state;
    struct team *team = kernel->team ? (struct team *)(void *)(base + kernel->team) : NULL;
    struct usage begin, end;
    if (mark_begin(err) < 0 || usage_note(&begin, err) < 0 ||
        work_run(kernel->work, base + kernel->work_state, team, options->time_s, err) < 0 ||
        usage_note(&end, err) < 0 || mark_end(err) < 0)
        return -1;
    return record_usage(record, usage_between(&begin, &end), err);
}

static int measure(const struct kernel *kernel, void *state, json_t *record, struct error *err) {
    if ((kernel->set_up && kernel->set_up(state, err) < 0) || evidence_before(record, err) < 0)
        return -1;
    int result =
        kernel->measure ? kernel->measure(state, record, err) : do_work(kernel, state, record, err);
    if (result < 0 || (kernel->report && kernel->report(state, record, err) < 0))
        return -1;
    return keep_word(kernel, state, record, err);
}

struct run {
    const struct kernel *kernel;
    void *state;
    struct error *err;
};

/* Where the record is for programs, people see only this. */
static void tell_failed_checks(const struct kernel *kernel, const json_t *record) {
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(record, "checks"), i, check) {
        if (!json_is_true(json_object_get(check, "ok")))
            fprintf(stderr, "virtax %s: check %s failed: %s\n", kernel->name,
                    json_string_value(json_object_get(check, "name")),
                    json_string_value(json_object_get(check, "detail")));
    }
}

/* Everything after the options, which say where its stack begins. */
static int do_as_told(void *argument) {
    const struct run *run = argument;
    const struct kernel *kernel = run->kernel;
    const struct options *options = run->state;
    void *state = run->state;
    struct error *err = run->err;
    /* Options as they were given, before defaults that slices do without are filled in. */
    bool sliceable = kernel_slices_possible(kernel, state, options->slices ? err : NULL) == 0;
    if ((options->slices && !sliceable) || kernel->resolve(state, err) < 0)
        return -1;
    int instead = kernel->instead ? kernel->instead(state, err) : KERNEL_MEASURES;
    if (instead != KERNEL_MEASURES)
        return instead;
    json_t *parameters = option_parameters(kernel->options, state, err);
    if (!parameters)
        return -1;
    cleanup_json json_t *record = options->resolve ? record_resolved(kernel->name, parameters, err)
                                                   : record_new(kernel->name, parameters, err);
    if (!record || (options->resolve ? describe(kernel, state, sliceable, record, err)
                                     : measure(kernel, state, record, err)) < 0)
        return -1;
    if (record_print(record, options->json || options->resolve, stdout, err) < 0)
        return -1;
    if (options->json)
        tell_failed_checks(kernel, record);
    return record_status(record);
}

static int run(const struct kernel *kernel, void *state, int argc, char **argv, struct error *err) {
    const struct options *options = state;
    const struct option_set set = {.tables = kernel->options,
                                   .object = state,
                                   .about = kernel->about,
                                   .arguments = kernel->arguments,
                                   .word = kernel->word,
                                   .given = kernel->given};
    if (option_parse(&set, argc, argv, err) < 0)
        return -1;
    if (options->slices && !options->json && !options->resolve)
        return error_usage(err, "--slices: answers in JSON; add --json");
    if (options->populate && !options->slices)
        return error_usage(err, "--populate-in-turns: belongs to --slices; add it");
    struct run run = {kernel, state, err};
    threads_offset_stacks(options->stack_offset);
    return threads_below(options->stack_offset, do_as_told, &run);
}

int kernel_main(const struct kernel *kernel, void *state, int argc, char **argv) {
    struct error err = {0};
    standard_streams_open();
    stops_watch();
    int status = run(kernel, state, argc, argv, &err);
    if (kernel->release)
        kernel->release(state);
    if (status >= 0)
        return status;
    fprintf(stderr, "virtax %s: %s\n", kernel->name, err.text);
    return err.status;
}
