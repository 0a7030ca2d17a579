/* randomaccess.c - updates of random words of a large table, a second: HPC Challenge's GUPS.
 *
 * Why: every update misses the caches and, with small pages, the translation buffers, whose misses
 * are dearer in a guest, where two page tables are walked. The report's figures 4 and 5 show a loss
 * there, but its program met at a barrier for every 128 updates and may have measured that
 * (--style=report does the same). */
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
#include "randomaccess/measure.h"
#include "randomaccess/table.h"
#include "randomaccess/updates.h"
#include "randomaccess/verify.h"

enum { PREFETCH_OFF, PREFETCH_ON, PREFETCH_AUTO };
enum { UPDATES_PER_WORD = 4 };

static const uint64_t most_updates = UINT64_C(1) << 60; /* the sequence has 1.14 times as many */

struct randomaccess_options {
    struct options common;
    uint64_t table_bytes; /* 0: auto */
    uint64_t updates;     /* 0: auto */
    uint64_t look_ahead;
    int style;
    int prefetch;
};

static const char *const style_words[] = {"pipeline", "report", NULL};
static const char *const prefetch_words[] = {"off", "on", "auto", NULL};

static const struct argp_option own_options[] = {
    {"table-size", 'a', "BYTES", 0,
     "Size of the table, a power of two (default: the largest within half of the free memory)", 1},
    {"updates", 'u', "N", 0,
     "Stop after this many updates (default: 4 for each word, as HPCC; --time may stop it before)",
     1},
    {"style", 's', "NAME", 0,
     "pipeline (default: one stream a thread) or report (128 streams, and a parallel region opened "
     "for every 128 updates, as the report's program had it)",
     1},
    {"prefetch", 'p', "on|off", 0,
     "Prefetch words before their update (default: on for pipeline, off for report)", 1},
    {"look-ahead", 'l', "N", 0,
     "Updates that a thread holds back meanwhile, a power of two up to 1024 (default: 128; "
     "pipeline only)",
     1},
    {0},
};

static int parse_look_ahead(const char *text, uint64_t *count, struct error *err) {
    if (parse_count(text, "number", 1, LOOK_AHEAD_MOST, count, err) < 0)
        return -1;
    return (*count & (*count - 1)) == 0 ? 0
                                        : error_usage(err, "number '%s': not a power of two", text);
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct randomaccess_options *o = state->input;
    struct error *err = &o->common.error;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        return 0;
    case 'a':
        return table_size_parse(text, &o->table_bytes, err) < 0
                   ? options_wrong(&o->common, "table-size")
                   : 0;
    case 'u':
        return parse_count(text, "number", 1, most_updates, &o->updates, err) < 0
                   ? options_wrong(&o->common, "updates")
                   : 0;
    case 's':
        o->style = choice_parse(text, "style", style_words, err);
        return o->style < 0 ? options_wrong(&o->common, "style") : 0;
    case 'p':
        o->prefetch = choice_parse(text, "choice", prefetch_words, err);
        return o->prefetch < 0 ? options_wrong(&o->common, "prefetch") : 0;
    case 'l':
        return parse_look_ahead(text, &o->look_ahead, err) < 0
                   ? options_wrong(&o->common, "look-ahead")
                   : 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{.argp = &options_argp}, {0}};
static const struct argp randomaccess_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .doc = "Measures random updates of memory with the rules of HPC Challenge's RandomAccess."
           "\vSizes take k, M, G (binary), times us, ms, s, m, h. A sample is a tenth of "
           "the updates or of the time."};

/* Everything that main() sets up. */
struct session {
    struct randomaccess_options options;
    struct team team;
    struct table table;
};

/* Makes every automatic choice. */
static int choose(struct session *s, struct error *err) {
    struct randomaccess_options *o = &s->options;
    struct options *common = &o->common;
    cpu_set_t cpus;
    if (options_resolve(common, &cpus, err) < 0 ||
        team_init(&s->team, common->threads, &cpus, err) < 0)
        return -1;
    if (o->prefetch == PREFETCH_AUTO)
        o->prefetch = o->style == STYLE_PIPELINE ? PREFETCH_ON : PREFETCH_OFF;
    if (o->table_bytes == 0 &&
        table_default_bytes(common->hugepages, common->memory_limit, &o->table_bytes, err) < 0)
        return -1;
    if (table_fits(o->table_bytes, common->hugepages, common->memory_limit, err) < 0)
        return -1;
    /* With --time as well: updates get lost all the time, and 1 % of the words is what HPCC allows
     * after so many. */
    if (o->updates == 0)
        o->updates = UPDATES_PER_WORD * (o->table_bytes / sizeof(uint64_t));
    return 0;
}

static json_t *parameters(const struct randomaccess_options *o) {
    json_t *all = options_parameters(&o->common);
    json_object_set_new(all, "table-size", json_integer((json_int_t)o->table_bytes));
    json_object_set_new(all, "updates", json_integer((json_int_t)o->updates));
    json_object_set_new(all, "style", json_string(style_words[o->style]));
    json_object_set_new(all, "prefetch", json_string(prefetch_words[o->prefetch]));
    json_object_set_new(all, "look-ahead", json_integer((json_int_t)o->look_ahead));
    return all;
}

static int add_outcome(struct session *s, const struct update_samples *samples, json_t *record,
                       struct error *err) {
    struct memory_facts facts;
    cpu_set_t cpus = s->team.used;
    if (memory_examine(&s->table.memory, &facts, err) < 0 ||
        evidence_after(record, &cpus, isa_best(), &facts, err) < 0 ||
        record_evidence(record, "updates", json_integer((json_int_t)samples->updates), err) < 0 ||
        record_result(record, "updates", "", "GUP/s", samples->gups, samples->count, err) < 0)
        return -1;
    int64_t wrong = updates_verify(&s->table, samples->updates, &s->team, err);
    if (wrong < 0 || record_evidence(record, "wrong_words", json_integer(wrong), err) < 0)
        return -1;
    return record_check(record, "replay", updates_tolerable(wrong, s->table.words), err,
                        "%lld of %llu words wrong (at most 1 %% allowed) after a replay of %llu "
                        "updates",
                        (long long)wrong, (unsigned long long)s->table.words,
                        (unsigned long long)samples->updates);
}

/* The timed region between its marks, then everything that is known only afterwards. */
static int measure(struct session *s, struct update_samples *samples, json_t *record,
                   struct error *err) {
    const struct randomaccess_options *o = &s->options;
    struct update_plan plan = {.style = (enum update_style)o->style,
                               .prefetch = o->prefetch == PREFETCH_ON,
                               .look_ahead = (unsigned)o->look_ahead,
                               .updates = o->updates,
                               .seconds = o->common.time_s};
    struct usage begin, end;
    if (evidence_before(record, err) < 0 || mark_begin(err) < 0 || usage_note(&begin, err) < 0 ||
        updates_measure(&s->table, &plan, &s->team, samples, err) < 0 ||
        usage_note(&end, err) < 0 || mark_end(err) < 0 ||
        record_usage(record, usage_between(&begin, &end), err) < 0)
        return -1;
    return add_outcome(s, samples, record, err);
}

static int results(const void *options, json_t *list, struct error *err) {
    (void)options;
    static const struct kernel_result updates = {.metric = "updates",
                                                 .x = "",
                                                 .unit = "GUP/s",
                                                 .better = BETTER_HIGHER,
                                                 .work = "10^9 updates"};
    return kernel_result_add(list, &updates, err);
}

static const char *const concerns[] = {"memory", NULL};
static const struct kernel kernel = {
    .name = "randomaccess", .concerns = concerns, .results = results};

static int run(struct session *s, struct error *err) {
    const struct options *common = &s->options.common;
    if (choose(s, err) < 0 ||
        table_map(&s->table, s->options.table_bytes, common->hugepages, &common->numa, err) < 0)
        return -1;
    if (common->resolve) {
        cleanup_json json_t *resolved =
            kernel_resolved(&kernel, &s->options, parameters(&s->options), err);
        return resolved ? record_print(resolved, true, stdout, err) : -1;
    }
    if (table_fill(&s->table, &s->team, err) < 0)
        return -1;

    cleanup_json json_t *record = record_new("randomaccess", parameters(&s->options), err);
    struct update_samples samples = {0};
    int result = record ? measure(s, &samples, record, err) : -1;
    update_samples_free(&samples);
    if (result < 0 || record_print(record, common->json, stdout, err) < 0)
        return -1;
    return record_status(record);
}

int main(int argc, char **argv) {
    struct session session = {.options = {.style = STYLE_PIPELINE,
                                          .prefetch = PREFETCH_AUTO,
                                          .look_ahead = LOOK_AHEAD_DEFAULT}};
    struct error err = {0};
    int status = options_parse(argc, argv, &randomaccess_argp, &session.options,
                               &session.options.common, &err);
    if (status == 0)
        status = run(&session, &err);
    table_unmap(&session.table);
    return status < 0 ? failure("randomaccess", &err) : status;
}
