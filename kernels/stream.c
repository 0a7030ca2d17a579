/* stream.c - sustainable memory bandwidth: COPY, SCALE, ADD and TRIAD over arrays that no cache
 * holds.
 *
 * Why: bandwidth is what virtual memory could cost most. Two-dimensional page walks, huge pages
 * lost on the way into a guest and NUMA placement that a guest cannot see would all show here; the
 * report's figures 2 and 3 say that they do not. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/topology.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/populate.h"
#include "harness/record.h"
#include "stream/arrays.h"
#include "stream/measure.h"

enum { STORES_AUTO = STORES_KINDS, ISA_AUTO = ISA_COUNT };
enum { DEFAULT_ITERATIONS = 10 };

struct stream {
    struct options common;
    uint64_t array_bytes; /* 0: auto */
    int stores;           /* enum stream_stores, or STORES_AUTO */
    int wanted_isa;       /* enum isa, or ISA_AUTO */

    enum isa isa;
    struct team team;
    struct stream_arrays arrays;
    bool tried;
    double trial_gbs[STORES_KINDS];
    struct stream_run run;
};

static const char *const stores_words[] = {"temporal", "nontemporal", "auto", NULL};
static const char *const isa_words[] = {"generic", "sse2", "avx2", "avx512", "auto", NULL};

static const struct option_row own_options[] = {
    {"array-size", 'a', "BYTES", 1, offsetof(struct stream, array_bytes), &option_size,
     "Size of each of the three arrays (default: 4 times all last-level caches, 64M at least; less "
     "where memory or --memory-limit leaves less: evidence.llc_bytes tells the caches)",
     .grain = STREAM_GRAIN, .high = SIZE_MAX / 16},
    {"stores", 's', "KIND", 1, offsetof(struct stream, stores), &option_word,
     "auto (default: the faster in a short trial), temporal, nontemporal", "auto",
     .what = "kind of stores", .words = stores_words},
    {"isa", 'I', "NAME", 1, offsetof(struct stream, wanted_isa), &option_word,
     "Vector unit: auto (default: the widest up to avx2), avx512, avx2, sse2, generic", "auto",
     .what = "vector unit", .words = isa_words},
    {0},
};

static int map_and_touch(struct stream *s, struct error *err) {
    if (s->arrays.elements > 0) /* for the trial of stores */
        return 0;
    if (stream_arrays_map(&s->arrays, s->array_bytes, s->common.threads, s->common.hugepages,
                          &s->common.numa, err) < 0)
        return -1;
    size_t distance = s->arrays.memory.bytes / 3;
    if (populate_in_turns(&s->common, &s->arrays.memory, distance, s->array_bytes, &s->team, err) <
        0)
        return -1;
    return stream_first_touch(&s->arrays, &s->team, err);
}

/* 512 bits have gained nothing where both were measured, and lost 2 % on an AMD EPYC: with 256 bits
 * it is the memory that limits already. */
static enum isa isa_for_memory(void) {
    return isa_supported(ISA_AVX2) ? ISA_AVX2 : isa_best();
}

static int choose_stores(struct stream *s, struct error *err) {
    const struct stream_loops *loops[STORES_KINDS];
    for (int kind = 0; kind < STORES_KINDS; kind++)
        loops[kind] = stream_variant(s->isa, (enum stream_stores)kind, NULL);
    if (map_and_touch(s, err) < 0 ||
        stream_trial(&s->arrays, loops, &s->team, s->trial_gbs, err) < 0)
        return -1;
    bool nontemporal = s->trial_gbs[STORES_NONTEMPORAL] > s->trial_gbs[STORES_TEMPORAL];
    s->stores = nontemporal ? STORES_NONTEMPORAL : STORES_TEMPORAL;
    s->tried = true;
    return 0;
}

static int resolve(void *state, struct error *err) {
    struct stream *s = state;
    struct options *common = &s->common;
    struct cpu_set cpus;
    if (options_resolve(common, &cpus, err) < 0 ||
        team_init(&s->team, common->threads, &cpus, err) < 0)
        return -1;
    if (common->time_s == 0 && common->iterations == 0 && !common->slices)
        common->iterations = DEFAULT_ITERATIONS;

    s->isa = s->wanted_isa == ISA_AUTO ? isa_for_memory() : (enum isa)s->wanted_isa;
    if (!isa_supported(s->isa))
        return error_unavailable(err, "--isa=%s: this CPU or system lacks it; --isa=auto takes %s",
                                 isa_names[s->isa], isa_names[isa_for_memory()]);
    if (s->stores != STORES_AUTO && !stream_variant(s->isa, (enum stream_stores)s->stores, err))
        return -1;

    if (s->array_bytes == 0 &&
        stream_default_bytes(common->hugepages, common->memory_limit, &s->array_bytes, err) < 0)
        return -1;
    uint64_t bytes = stream_memory_bytes(s->array_bytes);
    if (memory_fits(bytes, common->hugepages, common->memory_limit, err) < 0)
        return error_wrap(err, "three arrays");
    return s->stores == STORES_AUTO ? choose_stores(s, err)
                                    : options_memory_possible(common, bytes, err);
}

/* STREAM's components, as the report's table 1 has them (J. D. McCalpin, stream.c). */
static const char *const work_of[STREAM_KERNELS] = {
    "GB: a[i] = b[i], 16 bytes and no FLOP for each element",
    "GB: a[i] = q * b[i], 16 bytes and 1 FLOP for each element",
    "GB: a[i] = b[i] + c[i], 24 bytes and 1 FLOP for each element",
    "GB: a[i] = b[i] + q * c[i], 24 bytes and 2 FLOP for each element",
};

static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    for (int k = 0; k < STREAM_KERNELS; k++) {
        struct kernel_result row = {
            "bandwidth", stream_kernel_names[k], "GB/s", BETTER_HIGHER, work_of[k], NULL};
        if (kernel_result_add(list, &row, err) < 0)
            return -1;
    }
    return 0;
}

static uint64_t memory(const void *state) {
    return stream_memory_bytes(((const struct stream *)state)->array_bytes);
}

static size_t progress(const void *state, struct kernel_progress *progress) {
    const struct stream_run *run = &((const struct stream *)state)->run;
    for (int k = 0; k < STREAM_KERNELS; k++)
        progress[k] = (struct kernel_progress){"bandwidth", stream_kernel_names[k], "GB/s",
                                               run->gb[k], run->seconds[k]};
    return STREAM_KERNELS;
}

static int set_up(void *state, struct error *err) {
    struct stream *s = state;
    s->run = (struct stream_run){
        .arrays = &s->arrays,
        .loops = stream_variant(s->isa, (enum stream_stores)s->stores, err),
        .most = s->common.iterations,
        .inject_percent = s->common.inject_percent,
    };
    return s->run.loops ? map_and_touch(s, err) : -1;
}

static int add_trial(const struct stream *s, json_t *record, struct error *err) {
    json_t *trial = json_object();
    for (int kind = 0; kind < STORES_KINDS; kind++) {
        if (s->trial_gbs[kind] > 0)
            json_object_set_new(trial, stores_words[kind], json_real(s->trial_gbs[kind]));
    }
    return record_evidence(record, "stores_trial", trial, err);
}

static int add_evidence(const struct stream *s, json_t *record, struct error *err) {
    struct memory_facts facts;
    struct topology topology;
    if (memory_examine(&s->arrays.memory, &facts, err) < 0 ||
        evidence_after(record, &s->team.used, s->isa, &facts, err) < 0 ||
        record_evidence(record, "stores", json_string(stores_words[s->stores]), err) < 0 ||
        record_evidence(record, "stores_chosen_by", json_string(s->tried ? "trial" : "asked"),
                        err) < 0)
        return -1;
    if (topology_read("", &topology, NULL) == 0 && topology.llc_bytes > 0 &&
        record_evidence(record, "llc_bytes",
                        json_integer((json_int_t)topology_cache_bytes(&topology)), err) < 0)
        return -1;
    return s->tried ? add_trial(s, record, err) : 0;
}

static int report(void *state, json_t *record, struct error *err) {
    struct stream *s = state;
    if (add_evidence(s, record, err) < 0)
        return -1;
    for (int k = 0; k < STREAM_KERNELS; k++) {
        const struct samples *gbs = &s->run.gbs[k];
        if (record_result(record, "bandwidth", stream_kernel_names[k], "GB/s", gbs->value,
                          gbs->count, err) < 0)
            return -1;
    }
    int64_t wrong = stream_validate(&s->arrays, s->run.iterations, &s->team, err);
    if (wrong < 0)
        return -1;
    return record_check(record, "validation", wrong == 0, err,
                        "%lld of %zu elements differ from the recomputed values", (long long)wrong,
                        3 * s->arrays.elements);
}

static void release(void *state) {
    struct stream *s = state;
    stream_run_free(&s->run);
    stream_arrays_unmap(&s->arrays);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {
        options_process,      options_threads,  options_memory,
        options_memory_limit, options_populate, options_iterations,
        options_inject,       own_options,      NULL};
    static const char *const concerns[] = {"memory", "cpu", NULL};
    static const struct kernel_slices slices = {.progress = progress, .warming = STREAM_WARMING};
    static const struct kernel kernel = {
        .name = "stream",
        .about = "Measures memory bandwidth with the four loops of STREAM."
                 "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time and "
                 "--iterations it runs 10 iterations; the first is never counted.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .beyond_caches = {"array-size", STREAM_CACHE_MULTIPLE},
        .memory = memory,
        .slices = &slices,
        .set_up = set_up,
        .work = &stream_work,
        .work_state = offsetof(struct stream, run),
        .team = offsetof(struct stream, team),
        .report = report,
        .release = release,
    };
    static struct stream state;
    return kernel_main(&kernel, &state, argc, argv);
}
