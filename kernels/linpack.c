/* linpack.c - floating-point speed: a dense system solved by LU with partial pivoting, as the
 * Linpack benchmark has it, with OpenBLAS's products.
 *
 * Why: nearly all of its time is matrix products that stay in cache, so isolation should cost
 * nothing. The report's figure 1 shows a VM at less than half of native and blames the hidden
 * topology; but its VM also hid the vector instructions, and which core OpenBLAS chose tells. */
#include "common/cpu_set.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/populate.h"
#include "harness/record.h"
#include "linpack/blas_core.h"
#include "linpack/blas_start.h"
#include "linpack/lu.h"
#include "linpack/openblas.h"
#include "linpack/runs.h"
#include "linpack/thread_cpus.h"

enum { DEFAULT_RUNS = 3, RUNS_MAX = 100000 };

struct linpack {
    struct options common;
    uint64_t n; /* 0: auto */
    uint64_t seed;
    int blas_core;

    bool core_replaced;
    struct team team; /* OpenBLAS has threads of its own for DGEMM alone */
    struct linpack_system system;
    struct linpack_runs runs; /* runs.most: 0 unset */
};

#define FIELD(field) offsetof(struct linpack, field)

static const struct option_row own_options[] = {
    {"n", 'N', "N", 1, FIELD(n), &option_count,
     "Order of the system (default: what memory holds, at most 10000 x the cube root of the "
     "threads)",
     .low = 1, .high = SYSTEM_MAX_N},
    {"runs", 'r', "R", 1, FIELD(runs.most), &option_count,
     "Solve it so many times; each is a sample", .flags = OPTION_OPEN, .low = 1, .high = RUNS_MAX},
    {"seed", 'S', "N", 1, FIELD(seed), &option_count, "Seed of the matrix", "1",
     .high = (UINT64_C(1) << 53) - 1 /* what JSON numbers hold exactly */},
    {"blas-core", 'B', "NAME", 1, FIELD(blas_core), &option_word,
     "Kernels of OpenBLAS: auto (default: its own choice), Haswell, SkylakeX, Zen, ...", "auto",
     .what = "core", .words = blas_core_names},
    {0},
};

static int resolve(void *state, struct error *err) {
    struct linpack *s = state;
    struct options *common = &s->common;
    struct cpu_set cpus;
    bool all_cpus = common->threads == 0;
    if (blas_start_forget(err) < 0 || blas_core_choose(s->blas_core, &s->core_replaced, err) < 0 ||
        options_resolve(common, &cpus, err) < 0)
        return -1;
    unsigned most = blas_start_most_threads();
    if (common->threads > most && !all_cpus)
        return error_unavailable(err, "--threads=%u: this OpenBLAS has at most %u", common->threads,
                                 most);
    if (common->threads > most)
        common->threads = most;
    if (team_init(&s->team, common->threads, &cpus, err) < 0)
        return -1;
    if (common->time_s == 0 && s->runs.most == 0 && !common->slices)
        s->runs.most = DEFAULT_RUNS;

    int n = (int)s->n;
    if (n == 0 &&
        system_default_n(common->threads, common->hugepages, common->memory_limit, &n, err) < 0)
        return -1;
    s->n = (uint64_t)n;
    return system_fits(n, common->threads, common->hugepages, common->memory_limit, err);
}

static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    static const struct kernel_result performance = {
        "performance", "", "GFLOP/s", BETTER_HIGHER, "10^9 operations", NULL};
    return kernel_result_add(list, &performance, err);
}

static uint64_t memory(const void *state) {
    const struct linpack *s = state;
    return system_needs((int)s->n, s->common.threads);
}

static int sliceable(const void *state, struct error *err) {
    return ((const struct linpack *)state)->runs.most == 0
               ? 0
               : error_usage(err, "--runs: slices end by time; leave it out");
}

static size_t progress(const void *state, struct kernel_progress *progress) {
    const struct linpack_runs *runs = &((const struct linpack *)state)->runs;
    progress[0] =
        (struct kernel_progress){"performance", "", "GFLOP/s", runs->gflop, runs->seconds};
    return 1;
}

static int set_up(void *state, struct error *err) {
    struct linpack *s = state;
    s->runs.system = &s->system;
    s->runs.team = &s->team;
    s->runs.inject_percent = s->common.inject_percent;
    const struct memory *memory = &s->system.memory;
    if (system_map(&s->system, (int)s->n, s->seed, s->common.hugepages, &s->common.numa, err) < 0 ||
        populate_in_turns(&s->common, memory, memory->bytes, memory->bytes, &s->team, err) < 0 ||
        blas_start_possible(&s->team, err) < 0 || blas_start_alone(&s->team.cpus, err) < 0)
        return -1;
    return linpack_warm_up(&s->runs, err);
}

static int add_evidence(struct linpack *s, json_t *record, struct error *err) {
    const struct linpack_runs *runs = &s->runs;
    struct memory_facts facts;
    struct cpu_set cpus;
    if (memory_examine(&s->system.memory, &facts, err) < 0)
        return -1;
    json_t *threads = thread_cpus(&s->team, &cpus, err);
    if (!threads || record_evidence(record, "thread_cpus", threads, err) < 0 ||
        evidence_after(record, &cpus, isa_best(), &facts, err) < 0 ||
        blas_start_pool(&s->team.cpus, s->team.threads, err) < 0)
        return -1;
    struct dgemm_rate dgemm = linpack_dgemm_rate(&s->system, runs->best_gflops);
    if (record_evidence(record, "blas_core", json_string(openblas_get_corename()), err) < 0 ||
        record_evidence(record, "blas_core_replaced", json_boolean(s->core_replaced), err) < 0 ||
        record_evidence(record, "blas", json_string(openblas_get_config()), err) < 0 ||
        record_evidence(record, "environment_ignored", blas_start_ignored(), err) < 0 ||
        record_evidence(record, "lda", json_integer(s->system.lda), err) < 0 ||
        record_evidence(record, "lu_block", json_integer(lu_block_width(s->system.n)), err) < 0 ||
        record_evidence(record, "warmup_n", json_integer(runs->warmup_n), err) < 0 ||
        record_evidence(record, "dgemm_n", json_integer(dgemm.order), err) < 0 ||
        record_evidence(record, "dgemm_gflops", json_real(dgemm.gflops), err) < 0)
        return -1;
    return record_evidence(record, "peak_fraction", json_real(runs->best_gflops / dgemm.gflops),
                           err);
}

static int report(void *state, json_t *record, struct error *err) {
    struct linpack *s = state;
    const struct linpack_runs *runs = &s->runs;
    if (record_result(record, "performance", "", "GFLOP/s", runs->gflops.value, runs->gflops.count,
                      err) < 0 ||
        add_evidence(s, record, err) < 0)
        return -1;
    return record_check(record, "residual", runs->worst_residual < RESIDUAL_LIMIT, err,
                        "HPL's scaled residual is %.4g at most in %zu runs, must be less than %g",
                        runs->worst_residual, runs->gflops.count, RESIDUAL_LIMIT);
}

static void release(void *state) {
    struct linpack *s = state;
    samples_free(&s->runs.gflops);
    system_unmap(&s->system);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {
        options_process,  options_threads, options_memory, options_memory_limit,
        options_populate, options_inject,  own_options,    NULL};
    static const char *const concerns[] = {"cpu", "memory", NULL};
    static const struct kernel_slices slices = {
        .possible = sliceable, .progress = progress, .warming = LINPACK_WARMING};
    static const struct kernel kernel = {
        .name = "linpack",
        .about =
            "Solves a dense system by LU with partial pivoting and counts 2/3 n^3 + 2 n^2 "
            "operations."
            "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time and --runs it "
            "runs 3 times. --time starts no run after that time; one always runs. A small system "
            "is "
            "solved before the first run and not counted; all runs are. peak_fraction in the "
            "evidence "
            "is the best run over the best of 5 passes of OpenBLAS's DGEMM by as many threads, "
            "after the runs. BLAS and OpenMP variables "
            "of the environment are ignored.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .memory = memory,
        .slices = &slices,
        .set_up = set_up,
        .work = &linpack_work,
        .work_state = offsetof(struct linpack, runs),
        .report = report,
        .release = release,
    };
    static struct linpack state;
    return kernel_main(&kernel, &state, argc, argv);
}
