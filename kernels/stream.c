/* stream.c - sustainable memory bandwidth: COPY, SCALE, ADD and TRIAD over arrays that no cache
 * holds.
 *
 * Why: bandwidth is what virtual memory could cost most. Two-dimensional page walks, huge pages
 * lost on the way into a guest and NUMA placement that a guest cannot see would all show here; the
 * report's figures 2 and 3 say that they do not. */
#include "common/choice.h"
#include "common/cleanup.h"
#include "common/topology.h"
#include "common/units.h"
#include "harness/evidence.h"
#include "harness/failure.h"
#include "harness/kernel.h"
#include "harness/marks.h"
#include "harness/options.h"
#include "harness/record.h"
#include "harness/usage.h"
#include "stream/arrays.h"
#include "stream/measure.h"

enum { STORES_AUTO = STORES_KINDS, ISA_AUTO = ISA_COUNT };
enum { DEFAULT_ITERATIONS = 10 };

struct stream_options {
    struct options common;
    uint64_t array_bytes; /* 0: auto */
    int stores;           /* enum stream_stores, or STORES_AUTO */
    int isa;              /* enum isa, or ISA_AUTO */
};

static const char *const stores_words[] = {"temporal", "nontemporal", "auto", NULL};
static const char *const isa_words[] = {"generic", "sse2", "avx2", "avx512", "auto", NULL};

static const struct argp_option own_options[] = {
    {"array-size", 'a', "BYTES", 0,
     "Size of each of the three arrays (default: 4 times all last-level caches, 64M at least; less "
     "where memory or --memory-limit leaves less: evidence.llc_bytes tells the caches)",
     1},
    {"stores", 's', "KIND", 0, "auto (default: the faster in a short trial), temporal, nontemporal",
     1},
    {"isa", 'I', "NAME", 0, "Vector unit: auto (default: the widest), avx512, avx2, sse2, generic",
     1},
    {0},
};

static int parse_array_size(const char *text, uint64_t *bytes, struct error *err) {
    if (parse_size(text, bytes, err) < 0)
        return -1;
    if (*bytes < STREAM_GRAIN || *bytes > SIZE_MAX / 16 || *bytes % STREAM_GRAIN != 0)
        return error_usage(err, "size '%s': not a multiple of %d bytes", text, STREAM_GRAIN);
    return 0;
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct stream_options *o = state->input;
    struct error *err = &o->common.error;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = state->child_inputs[1] = &o->common;
        return 0;
    case 'a':
        return parse_array_size(text, &o->array_bytes, err) < 0
                   ? options_wrong(&o->common, "array-size")
                   : 0;
    case 's':
        o->stores = choice_parse(text, "kind of stores", stores_words, err);
        return o->stores < 0 ? options_wrong(&o->common, "stores") : 0;
    case 'I':
        o->isa = choice_parse(text, "vector unit", isa_words, err);
        return o->isa < 0 ? options_wrong(&o->common, "isa") : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {
    {.argp = &options_argp}, {.argp = &iteration_argp}, {0}};
static const struct argp stream_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .doc = "Measures memory bandwidth with the four loops of STREAM."
           "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time and --iterations "
           "it runs 10 iterations; the first is never counted."};

/* Everything that main() sets up, and what is learnt on the way. */
struct session {
    struct stream_options options;
    enum isa isa;
    struct team team;
    struct stream_arrays arrays;
    bool tried;
    double trial_gbs[STORES_KINDS];
};

/* Chooses sizes, threads and vector unit, and allocates. */
static int prepare(struct session *s, struct error *err) {
    struct stream_options *o = &s->options;
    struct options *common = &o->common;
    cpu_set_t cpus;
    if (options_resolve(common, &cpus, err) < 0 ||
        team_init(&s->team, common->threads, &cpus, err) < 0)
        return -1;
    if (common->time_s == 0 && common->iterations == 0)
        common->iterations = DEFAULT_ITERATIONS;

    s->isa = o->isa == ISA_AUTO ? isa_best() : (enum isa)o->isa;
    if (!isa_supported(s->isa))
        return error_unavailable(err, "--isa=%s: this CPU or system lacks it; --isa=auto takes %s",
                                 isa_names[s->isa], isa_names[isa_best()]);
    if (o->stores != STORES_AUTO && !stream_variant(s->isa, (enum stream_stores)o->stores, err))
        return -1;

    if (o->array_bytes == 0 &&
        stream_default_bytes(common->hugepages, common->memory_limit, &o->array_bytes, err) < 0)
        return -1;
    if (memory_fits(stream_memory_bytes(o->array_bytes), common->hugepages, common->memory_limit,
                    err) < 0)
        return error_wrap(err, "three arrays");
    if (stream_arrays_map(&s->arrays, o->array_bytes, common->threads, common->hugepages,
                          &common->numa, err) < 0)
        return -1;
    return stream_first_touch(&s->arrays, &s->team, err);
}

static int choose_stores(struct session *s, struct error *err) {
    const struct stream_loops *loops[STORES_KINDS];
    for (int kind = 0; kind < STORES_KINDS; kind++)
        loops[kind] = stream_variant(s->isa, (enum stream_stores)kind, NULL);
    if (stream_trial(&s->arrays, loops, &s->team, s->trial_gbs, err) < 0)
        return -1;
    bool nontemporal = s->trial_gbs[STORES_NONTEMPORAL] > s->trial_gbs[STORES_TEMPORAL];
    s->options.stores = nontemporal ? STORES_NONTEMPORAL : STORES_TEMPORAL;
    s->tried = true;
    return 0;
}

static json_t *parameters(const struct stream_options *o) {
    json_t *all = options_parameters(&o->common);
    json_object_set_new(all, "iterations",
                        o->common.iterations > 0 ? json_integer((json_int_t)o->common.iterations)
                                                 : json_null());
    json_object_set_new(all, "array-size", json_integer((json_int_t)o->array_bytes));
    json_object_set_new(all, "stores", json_string(stores_words[o->stores]));
    json_object_set_new(all, "isa", json_string(isa_words[o->isa]));
    return all;
}

static int add_evidence(const struct session *s, const struct memory_facts *facts,
                        const cpu_set_t *cpus, json_t *record, struct error *err) {
    if (evidence_after(record, cpus, s->isa, facts, err) < 0 ||
        record_evidence(record, "stores", json_string(stores_words[s->options.stores]), err) < 0 ||
        record_evidence(record, "stores_chosen_by", json_string(s->tried ? "trial" : "asked"),
                        err) < 0)
        return -1;
    struct topology topology;
    if (topology_read("", &topology, NULL) == 0 && topology.llc_bytes > 0 &&
        record_evidence(record, "llc_bytes",
                        json_integer((json_int_t)topology_cache_bytes(&topology)), err) < 0)
        return -1;
    if (!s->tried)
        return 0;
    json_t *trial = json_object();
    for (int kind = 0; kind < STORES_KINDS; kind++) {
        if (s->trial_gbs[kind] > 0)
            json_object_set_new(trial, stores_words[kind], json_real(s->trial_gbs[kind]));
    }
    return record_evidence(record, "stores_trial", trial, err);
}

/* The timed region between its marks, then everything that is known only afterwards. */
static int measure(struct session *s, struct stream_samples *samples, json_t *record,
                   struct error *err) {
    const struct options *common = &s->options.common;
    const struct stream_loops *loops =
        stream_variant(s->isa, (enum stream_stores)s->options.stores, err);
    struct usage begin, end;
    if (!loops || evidence_before(record, err) < 0 || mark_begin(err) < 0 ||
        usage_note(&begin, err) < 0 ||
        stream_measure(&s->arrays, loops, common->iterations, common->time_s, &s->team, samples,
                       err) < 0 ||
        usage_note(&end, err) < 0 || mark_end(err) < 0)
        return -1;
    cpu_set_t cpus = s->team.used;

    struct memory_facts facts;
    if (memory_examine(&s->arrays.memory, &facts, err) < 0 ||
        add_evidence(s, &facts, &cpus, record, err) < 0 ||
        record_usage(record, usage_between(&begin, &end), err) < 0)
        return -1;
    for (int k = 0; k < STREAM_KERNELS; k++) {
        if (record_result(record, "bandwidth", stream_kernel_names[k], "GB/s", samples->gbs[k],
                          samples->count, err) < 0)
            return -1;
    }
    int64_t wrong = stream_validate(&s->arrays, samples->iterations, &s->team, err);
    if (wrong < 0)
        return -1;
    return record_check(record, "validation", wrong == 0, err,
                        "%lld of %zu elements differ from the recomputed values", (long long)wrong,
                        3 * s->arrays.elements);
}

static int results(const void *options, json_t *list, struct error *err) {
    (void)options;
    for (int k = 0; k < STREAM_KERNELS; k++) {
        struct kernel_result row = {.metric = "bandwidth",
                                    .x = stream_kernel_names[k],
                                    .unit = "GB/s",
                                    .better = BETTER_HIGHER,
                                    .work = "GB"};
        if (kernel_result_add(list, &row, err) < 0)
            return -1;
    }
    return 0;
}

static const char *const concerns[] = {"memory", "cpu", NULL};
static const struct kernel kernel = {.name = "stream",
                                     .concerns = concerns,
                                     .beyond_caches = {"array-size", STREAM_CACHE_MULTIPLE},
                                     .results = results};

static int run(struct session *s, struct error *err) {
    const struct options *common = &s->options.common;
    if (prepare(s, err) < 0)
        return -1;
    if (s->options.stores == STORES_AUTO && choose_stores(s, err) < 0)
        return -1;
    if (common->resolve) {
        cleanup_json json_t *resolved =
            kernel_resolved(&kernel, &s->options, parameters(&s->options), err);
        return resolved ? record_print(resolved, true, stdout, err) : -1;
    }

    cleanup_json json_t *record = record_new("stream", parameters(&s->options), err);
    struct stream_samples samples = {0};
    int result = record ? measure(s, &samples, record, err) : -1;
    stream_samples_free(&samples);
    if (result < 0 || record_print(record, common->json, stdout, err) < 0)
        return -1;
    return record_status(record);
}

int main(int argc, char **argv) {
    struct session session = {.options = {.stores = STORES_AUTO, .isa = ISA_AUTO}};
    struct error err = {0};
    int status =
        options_parse(argc, argv, &stream_argp, &session.options, &session.options.common, &err);
    if (status == 0)
        status = run(&session, &err);
    stream_arrays_unmap(&session.arrays);
    return status < 0 ? failure("stream", &err) : status;
}
