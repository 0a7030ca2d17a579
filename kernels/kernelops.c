/* kernelops.c - what the operating system charges: the time of single operations that programs ask
 * of it, from a system call that does nothing to a new process.
 *
 * Why: where containers and guests cost something it is here. A seccomp filter looks at every
 * system call and, before Linux 5.16, turned speculation mitigations on; a guest takes exits for
 * timers, wake-ups and page tables; and a benchmark of a whole server shows no more than their sum.
 */
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/cpulist.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "kernelops/processes.h"
#include "kernelops/report.h"

enum { DEFAULT_ROUNDS = 50, MEMORY_BYTES = 16 << 20 };

struct kernelops {
    struct options common;
    uint64_t operations; /* a set; 0: all */

    struct place place;
    struct trials trials;
};

static int parse_operations(const struct option_row *row, const char *text, void *field,
                            struct error *err) {
    (void)row;
    return operations_parse(text, field, err);
}

static json_t *emit_operations(const struct option_row *row, const void *field) {
    (void)row;
    cleanup_free char *text = operations_text(*(const uint64_t *)field);
    return text ? json_string(text) : NULL;
}

static const struct option_type operation_set = {parse_operations, emit_operations};

static const struct option_row own_options[] = {
    {"operations", 'o', "LIST", 1, offsetof(struct kernelops, operations), &operation_set,
     "Only these, such as getpid,stat (default: all)", NULL, .flags = 0},
    {0},
};

/* Refuses only a set of which nothing can be done: others may be asked to do the same elsewhere. */
static int any_possible(const struct kernelops *k, struct error *err) {
    const char *lacks = NULL;
    for (size_t i = 0; i < operations_count(); i++) {
        const struct operation *operation = operation_nth(i);
        if (!(k->operations >> i & 1))
            continue;
        lacks = operation->lacks ? operation->lacks(&k->place) : NULL;
        if (!lacks)
            return 0;
    }
    return error_unavailable(err, "--operations: nothing of it can be done here: %s", lacks);
}

static int resolve(void *state, struct error *err) {
    struct kernelops *k = state;
    struct options *common = &k->common;
    struct cpu_set cpus;
    struct team team;
    if (options_resolve(common, &cpus, err) < 0 || team_init(&team, 1, &cpus, err) < 0)
        return -1;
    if (common->memory_limit > 0 && common->memory_limit < MEMORY_BYTES)
        return error_usage(err, "--memory-limit: less than the %dM that operations need",
                           MEMORY_BYTES >> 20);
    if (common->time_s == 0 && common->iterations == 0 && !common->slices)
        common->iterations = DEFAULT_ROUNDS;
    if (k->operations == 0)
        k->operations = operations_all();
    k->place = (struct place){.cpu = {cpulist_nth(&cpus, 0), cpulist_nth(&cpus, 1)},
                              .device = "/dev/zero",
                              .program = "/proc/self/exe"};
    return any_possible(k, err);
}

static int results(const void *state, json_t *list, struct error *err) {
    return kernelops_results(((const struct kernelops *)state)->operations, list, err);
}

/* The CPUs that operations are done on. */
static void used(const struct kernelops *k, struct cpu_set *cpus) {
    cpu_set_clear(cpus);
    cpu_set_add(k->place.cpu[0], cpus);
    for (size_t i = 0; i < k->trials.count; i++) {
        const struct trial *trial = &k->trials.trial[i];
        if (trial->operation->lacks == operation_lacks_cpu)
            cpu_set_add(k->place.cpu[1], cpus);
    }
}

static int set_up(void *state, struct error *err) {
    struct kernelops *k = state;
    struct cpu_set first = {0};
    cpu_set_add(k->place.cpu[0], &first);
    if (cpu_set_pin(0, &first) < 0)
        return error_errno(err, "--cpus: CPU %d", k->place.cpu[0]);
    return trials_begin(&k->trials, &k->place, k->operations, err) < 0
               ? -1
               : trials_pass(&k->trials, false, err);
}

static bool enough(const struct kernelops *k, uint64_t rounds, double seconds) {
    const struct options *common = &k->common;
    return rounds >= 2 && ((common->iterations > 0 && rounds >= common->iterations) ||
                           (common->time_s > 0 && seconds >= common->time_s));
}

static int do_rounds(struct kernelops *k, struct error *err) {
    double begin_s = clock_now();
    uint64_t rounds = 0;
    while (!enough(k, rounds, clock_now() - begin_s)) {
        if (trials_round(&k->trials, ROUND_S, err) < 0)
            return -1;
        rounds++;
    }
    return 0;
}

static int measure(void *state, json_t *record, struct error *err) {
    struct kernelops *k = state;
    const struct slicing slicing = {
        .state = &k->trials, .run = trials_slice, .warming = KERNELOPS_WARMING};
    if (k->common.slices)
        return slices_follow(&slicing, record, err);
    struct usage begin, end;
    if (mark_begin(err) < 0 || usage_note(&begin, err) < 0 || do_rounds(k, err) < 0 ||
        usage_note(&end, err) < 0 || mark_end(err) < 0)
        return -1;
    return record_usage(record, usage_between(&begin, &end), err);
}

static int report(void *state, json_t *record, struct error *err) {
    const struct kernelops *k = state;
    struct cpu_set cpus;
    used(k, &cpus);
    return evidence_after(record, &cpus, isa_best(), NULL, err) < 0
               ? -1
               : kernelops_report(&k->trials, record, err);
}

static void release(void *state) {
    trials_end(&((struct kernelops *)state)->trials);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, options_memory_limit,
                                                       options_iterations, own_options, NULL};
    static const char *const concerns[] = {"cpu", NULL};
    static const struct kernel_slices slices = {.warming = KERNELOPS_WARMING};
    static const struct kernel kernel = {
        .name = "kernelops",
        .about = "Measures what single operations of the operating system take, in nanoseconds."
                 "\vA round is batches of each operation for 20 ms; without --time and "
                 "--iterations there are 50. docs/record.md tells the operations.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .slices = &slices,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct kernelops state;
    if (executed_to_be_timed(argc, argv))
        return EXECUTED_STATUS;
    return kernel_main(&kernel, &state, argc, argv);
}
