/* instance.c - one of many: what is started to see how long that takes, and kept to see what it
 * holds.
 *
 * Why: RC25482 says that containers start in less than a second where a virtual machine takes
 * eleven. Others time `run … true`, in which the end of the container and of its client is half of
 * it, or ask a port until it answers, which measures the pause between two questions. This one says
 * itself when its first instruction ran, by a clock that containers share with their host, and its
 * words come through pipes, which need no asking. Its host starts as many as its options say and
 * measures from outside; by itself it has no results. */
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "instance/first_process.h"
#include "instance/holding.h"
#include "instance/keeping.h"
#include "instance/questions.h"
#include "instance/serving.h"

#include "common/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { MOST = 256 };

struct instance {
    struct options common;
    uint64_t starts, at_once; /* its host's business, like the next two */
    double idle_s;
    int cache;
    uint64_t memory, disk;

    struct holding holding;
    const char *service, *root;
    struct keeping keeping;
    struct serving serving;
    uint64_t answers;
    struct usage begin, end; /* of waiting */
};

static const char *const caches[] = {"warm", "cold", NULL};

static const struct option_row own_options[] = {
    {"starts", 's', "N", 1, offsetof(struct instance, starts), &option_count,
     "For the host: how many are started in a cell, in groups", "20", .low = 1, .high = 100000},
    {"at-once", 'a', "N", 1, offsetof(struct instance, at_once), &option_count,
     "For the host: how many are started at one time", "1", .low = 1, .high = MOST},
    {"idle", 'i', "TIME", 1, offsetof(struct instance, idle_s), &option_time,
     "For the host: start 1, 2, 4 … of them, and look each time at what they hold after so long",
     .flags = OPTION_OPEN},
    {"cache", 0, "STATE", 1, offsetof(struct instance, cache), &option_word,
     "For the host: files are in memory (warm), or nowhere but on their disk (cold)", "warm",
     .what = "state", .words = caches},
    {"memory", 'm', "SIZE", 1, offsetof(struct instance, memory), &option_size,
     "Hold so much memory", "0", .flags = 0},
    {"disk", 0, "SIZE", 1, offsetof(struct instance, disk), &option_size,
     "Keep so much in a file of its root file system", "0", .flags = 0},
    {"service", 0, "NAME", 1, offsetof(struct instance, service), &option_text,
     "Keep a server beside it that nobody asks: redis", .flags = OPTION_UNTOLD},
    {"root", 0, "DIR", 1, offsetof(struct instance, root), &option_text,
     "The services' root file system (default: this one is it)", .flags = OPTION_UNTOLD},
    {0},
};

/* Before main(), so that what it does itself is not in the time that it tells. */
static double first_s;
__attribute__((constructor)) static void note_first(void) {
    first_s = clock_now();
}

static int resolve(void *state, struct error *err) {
    struct instance *i = state;
    if (i->common.memory_limit > 0 && i->memory > i->common.memory_limit)
        return error_usage(err, "--memory: more than --memory-limit allows");
    if (i->root && !i->service)
        return error_usage(err, "--root: is for a --service");
    if (i->service && serving_choose(&i->serving, i->service, err) < 0)
        return -1;
    if (i->idle_s > 0 && i->at_once < 2)
        return error_usage(err, "--idle: what one more holds takes two; add --at-once=2 or more");
    if (i->idle_s > 0 && i->starts > i->at_once)
        i->starts = i->at_once;
    return 0;
}

static int results(const void *state, json_t *list, struct error *err) {
    static const struct kernel_result times[] = {
        {"time", "started-min", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "started-mean", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "started-p50", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "started-p90", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "started-p99", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "started-max", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-min", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-mean", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-p50", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-p90", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-p99", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "answered-max", "ms", BETTER_LOWER, NULL, NULL},
        {"time", "own-kernel-p50", "ms", BETTER_LOWER, NULL, NULL},
        {"cpu", "per-start", "ms", BETTER_LOWER, NULL, NULL},
        {0},
    };
    static const struct kernel_result held[] = {
        {"memory", "available", "MiB", BETTER_LOWER, NULL, NULL},
        {"memory", "processes", "MiB", BETTER_LOWER, NULL, NULL},
        {"cpu", "idle", "ms/s", BETTER_LOWER, NULL, NULL},
        {"disk", "instance", "MiB", BETTER_LOWER, NULL, NULL},
        {"disk", "image", "MiB", BETTER_LOWER, NULL, NULL},
        {0},
    };
    const struct instance *i = state;
    return kernel_results_add(list, i->idle_s > 0 ? held : times, err);
}

static uint64_t memory(const void *state) {
    return ((const struct instance *)state)->memory;
}

/* One write(2), as marks are. */
static int say_started(struct error *err) {
    char line[64];
    int size = snprintf(line, sizeof line, "virtax: started %.9f\n", first_s);
    return write(STDERR_FILENO, line, (size_t)size) == size ? 0
                                                            : error_errno(err, "writing to stderr");
}

/* It ends here as well: what evidence takes would disturb others that start meanwhile. */
static int set_up(void *state, struct error *err) {
    struct instance *i = state;
    if (say_started(err) < 0 || first_process_prepare(err) < 0 ||
        questions_answer_first(&i->answers, err) < 0 ||
        holding_take(&i->holding, i->memory, err) < 0 ||
        keeping_take(&i->keeping, i->disk, err) < 0 ||
        serving_start(&i->serving, i->root, err) < 0 || mark_ready(err) < 0 ||
        usage_note(&i->begin, err) < 0 || questions_answer(&i->answers, err) < 0)
        return -1;
    return usage_note(&i->end, err);
}

static int measure(void *state, json_t *record, struct error *err) {
    struct instance *i = state;
    return record_usage(record, usage_between(&i->begin, &i->end), err);
}

static int report(void *state, json_t *record, struct error *err) {
    const struct instance *i = state;
    struct cpu_set cpus;
    struct options common = i->common;
    if (options_resolve(&common, &cpus, err) < 0 ||
        evidence_after(record, &cpus, isa_best(), NULL, err) < 0 ||
        record_evidence(record, "first_s", json_real(first_s), err) < 0)
        return -1;
    if (serving_report(&i->serving, record, err) < 0)
        return -1;
    uint64_t wrong = holding_wrong(&i->holding);
    if (record_check(record, "memory", wrong == 0, err,
                     "%ju of the %ju pages that it holds are not as they were written", wrong,
                     holding_pages(&i->holding)) < 0)
        return -1;
    struct error cause = {0};
    bool kept = keeping_check(&i->keeping, &cause) == 0;
    return record_check(record, "disk", kept, err,
                        "%ju bytes are in its file as they were written%s%s", i->keeping.bytes,
                        kept ? "" : ": ", cause.text);
}

static void release(void *state) {
    struct instance *i = state;
    holding_release(&i->holding);
    keeping_release(&i->keeping);
    serving_end(&i->serving);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, options_memory_limit,
                                                       own_options, NULL};
    static const char *const concerns[] = {NULL};
    static const struct kernel kernel = {
        .name = "instance",
        .about =
            "Says when its first instruction ran, answers questions, and holds memory and disk."
            "\vIt answers `ask` on its stdin by a line of JSON, and ends by itself with "
            "`end` or at the end of stdin. How long that takes, and what it holds, is measured "
            "by who starts it: `virtax run startup density`.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .memory = memory,
        .crowd = true,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct instance state = {.serving = SERVING_NONE};
    return kernel_main(&kernel, &state, argc, argv);
}
