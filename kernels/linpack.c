/* linpack.c - floating-point speed: a dense system solved by LU with partial pivoting, as the
 * Linpack benchmark has it, through OpenBLAS.
 *
 * Why: nearly all of its time is matrix products that stay in cache, so isolation should cost
 * nothing. The report's figure 1 shows a VM at less than half of native and blames the hidden
 * topology; but its VM also hid the vector instructions, and which core OpenBLAS chose tells. */
#include "common/choice.h"
#include "common/cleanup.h"
#include "common/units.h"
#include "harness/evidence.h"
#include "harness/failure.h"
#include "harness/kernel.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "harness/usage.h"
#include "linpack/blas_core.h"
#include "linpack/blas_start.h"
#include "linpack/openblas.h"
#include "linpack/runs.h"

enum { DEFAULT_RUNS = 3, RUNS_MAX = 100000 };
enum { KEY_RUNS = 'r', KEY_N = 'N', KEY_SEED = 'S', KEY_BLAS_CORE = 'B' };
static const uint64_t seed_max = (UINT64_C(1) << 53) - 1; /* what JSON numbers hold exactly */

struct linpack_options {
    struct options common;
    uint64_t n;    /* 0: auto */
    uint64_t runs; /* 0: unset */
    uint64_t seed;
    int blas_core;
};

static const struct argp_option own_options[] = {
    {"n", KEY_N, "N", 0,
     "Order of the system (default: what memory holds, at most 10000 x the cube root of the "
     "threads)",
     1},
    {"runs", KEY_RUNS, "R", 0, "Solve it so many times; each is a sample", 1},
    {"seed", KEY_SEED, "N", 0, "Seed of the matrix (default: 1)", 1},
    {"blas-core", KEY_BLAS_CORE, "NAME", 0,
     "Kernels of OpenBLAS: auto (default: its own choice), Haswell, SkylakeX, Zen, ...", 1},
    {0},
};

static int parse_number(struct linpack_options *o, const char *option, const char *text,
                        uint64_t low, uint64_t high, uint64_t *number) {
    if (parse_count(text, "number", low, high, number, &o->common.error) < 0)
        return options_wrong(&o->common, option);
    return 0;
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct linpack_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        return 0;
    case KEY_N:
        return parse_number(o, "n", text, 1, SYSTEM_MAX_N, &o->n);
    case KEY_RUNS:
        return parse_number(o, "runs", text, 1, RUNS_MAX, &o->runs);
    case KEY_SEED:
        return parse_number(o, "seed", text, 0, seed_max, &o->seed);
    case KEY_BLAS_CORE:
        o->blas_core = choice_parse(text, "core", blas_core_names, &o->common.error);
        return o->blas_core < 0 ? options_wrong(&o->common, "blas-core") : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &options_argp}, {0}};
static const struct argp linpack_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .doc =
        "Solves a dense system by LU with partial pivoting and counts 2/3 n^3 + 2 n^2 operations."
        "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time and --runs it "
        "runs 3 times. --time starts no run after that time; one always runs. A small system is "
        "solved before the first run and not counted; all runs are. peak_fraction in the evidence "
        "is the best run over the best of 5 passes of DGEMM by the same threads, after the "
        "runs. BLAS and OpenMP variables "
        "of the environment are ignored."};

/* Everything that main() sets up. */
struct session {
    struct linpack_options options;
    struct team team;
    struct linpack_system system;
    bool core_replaced;
};

/* Chooses threads and size, and starts OpenBLAS's pool. */
static int prepare(struct session *s, struct error *err) {
    struct linpack_options *o = &s->options;
    struct options *common = &o->common;
    cpu_set_t cpus;
    bool all_cpus = common->threads == 0;
    if (blas_start_forget(err) < 0 || blas_core_choose(o->blas_core, &s->core_replaced, err) < 0 ||
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
    if (common->time_s == 0 && o->runs == 0)
        o->runs = DEFAULT_RUNS;

    int n = (int)o->n;
    if (n == 0 &&
        system_default_n(common->threads, common->hugepages, common->memory_limit, &n, err) < 0)
        return -1;
    o->n = (uint64_t)n;
    return system_fits(n, common->threads, common->hugepages, common->memory_limit, err);
}

static json_t *parameters(const struct linpack_options *o) {
    json_t *all = options_parameters(&o->common);
    json_object_set_new(all, "n", json_integer((json_int_t)o->n));
    json_object_set_new(all, "runs", o->runs > 0 ? json_integer((json_int_t)o->runs) : json_null());
    json_object_set_new(all, "seed", json_integer((json_int_t)o->seed));
    json_object_set_new(all, "blas-core", json_string(blas_core_names[o->blas_core]));
    return all;
}

static int add_evidence(const struct session *s, const struct linpack_runs *runs, json_t *record,
                        struct error *err) {
    struct memory_facts facts;
    cpu_set_t cpus;
    if (memory_examine(&s->system.memory, &facts, err) < 0)
        return -1;
    json_t *thread_cpus = blas_start_thread_cpus(&cpus, err);
    if (!thread_cpus || record_evidence(record, "thread_cpus", thread_cpus, err) < 0 ||
        evidence_after(record, &cpus, isa_best(), &facts, err) < 0)
        return -1;
    struct dgemm_rate dgemm = linpack_dgemm_rate(&s->system, runs->best_gflops);
    if (record_evidence(record, "blas_core", json_string(openblas_get_corename()), err) < 0 ||
        record_evidence(record, "blas_core_replaced", json_boolean(s->core_replaced), err) < 0 ||
        record_evidence(record, "blas", json_string(openblas_get_config()), err) < 0 ||
        record_evidence(record, "environment_ignored", blas_start_ignored(), err) < 0 ||
        record_evidence(record, "lda", json_integer(s->system.lda), err) < 0 ||
        record_evidence(record, "warmup_n", json_integer(runs->warmup_n), err) < 0 ||
        record_evidence(record, "dgemm_n", json_integer(dgemm.order), err) < 0 ||
        record_evidence(record, "dgemm_gflops", json_real(dgemm.gflops), err) < 0)
        return -1;
    return record_evidence(record, "peak_fraction", json_real(runs->best_gflops / dgemm.gflops),
                           err);
}

/* The runs between their marks, then everything that is known only afterwards. */
static int measure(struct session *s, struct linpack_runs *runs, json_t *record,
                   struct error *err) {
    const struct linpack_options *o = &s->options;
    struct usage begin, end;
    if (evidence_before(record, err) < 0 || linpack_warm_up(&s->system, &s->team, runs, err) < 0 ||
        mark_begin(err) < 0 || usage_note(&begin, err) < 0 ||
        linpack_measure(&s->system, o->runs, o->common.time_s, &s->team, runs, err) < 0 ||
        usage_note(&end, err) < 0 || mark_end(err) < 0)
        return -1;
    if (record_usage(record, usage_between(&begin, &end), err) < 0 ||
        record_result(record, "performance", "", "GFLOP/s", runs->gflops, runs->count, err) < 0 ||
        add_evidence(s, runs, record, err) < 0)
        return -1;
    return record_check(record, "residual", runs->worst_residual < RESIDUAL_LIMIT, err,
                        "HPL's scaled residual is %.4g at most in %zu runs, must be less than %g",
                        runs->worst_residual, runs->count, RESIDUAL_LIMIT);
}

static int results(const void *options, json_t *list, struct error *err) {
    (void)options;
    static const struct kernel_result performance = {.metric = "performance",
                                                     .x = "",
                                                     .unit = "GFLOP/s",
                                                     .better = BETTER_HIGHER,
                                                     .work = "10^9 operations"};
    return kernel_result_add(list, &performance, err);
}

static const char *const concerns[] = {"cpu", "memory", NULL};
static const struct kernel kernel = {.name = "linpack", .concerns = concerns, .results = results};

static int run(struct session *s, struct error *err) {
    const struct linpack_options *o = &s->options;
    if (prepare(s, err) < 0)
        return -1;
    if (o->common.resolve) {
        cleanup_json json_t *resolved = kernel_resolved(&kernel, o, parameters(o), err);
        return resolved ? record_print(resolved, true, stdout, err) : -1;
    }
    if (blas_start_pool(&s->team.cpus, s->team.threads, err) < 0 ||
        system_map(&s->system, (int)o->n, o->seed, o->common.hugepages, &o->common.numa, err) < 0)
        return -1;

    cleanup_json json_t *record = record_new("linpack", parameters(o), err);
    struct linpack_runs runs = {0};
    int result = record ? measure(s, &runs, record, err) : -1;
    linpack_runs_free(&runs);
    if (result < 0 || record_print(record, o->common.json, stdout, err) < 0)
        return -1;
    return record_status(record);
}

int main(int argc, char **argv) {
    struct session session = {.options = {.seed = 1, .blas_core = BLAS_CORE_AUTO}};
    struct error err = {0};
    int status =
        options_parse(argc, argv, &linpack_argp, &session.options, &session.options.common, &err);
    if (status == 0)
        status = run(&session, &err);
    system_unmap(&session.system);
    return status < 0 ? failure("linpack", &err) : status;
}
