/* randomaccess.c - updates of random words of a large table, a second: HPC Challenge's GUPS.
 *
 * Why: every update misses the caches and, with small pages, the translation buffers, whose misses
 * are dearer in a guest, where two page tables are walked. The report's figures 4 and 5 show a loss
 * there, but its program met at a barrier for every 128 updates and may have measured that
 * (--style=report does the same). */
#include "common/cpu_set.h"
#include "common/units.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/options.h"
#include "harness/populate.h"
#include "harness/record.h"
#include "randomaccess/measure.h"
#include "randomaccess/table.h"
#include "randomaccess/updates.h"
#include "randomaccess/verify.h"

enum { PREFETCH_OFF, PREFETCH_ON, PREFETCH_AUTO };

struct randomaccess {
    struct options common;
    uint64_t table_bytes; /* 0: auto */
    uint64_t updates;     /* 0: auto */
    uint64_t look_ahead;
    int style;
    int prefetch;

    struct team team;
    struct table table;
    struct update_run run;
};

static const char *const style_words[] = {"pipeline", "report", NULL};
static const char *const prefetch_words[] = {"off", "on", "auto", NULL};

static int parse_table_size(const struct option_row *row, const char *text, void *field,
                            struct error *err) {
    (void)row;
    return table_size_parse(text, field, err);
}

static int parse_look_ahead(const struct option_row *row, const char *text, void *field,
                            struct error *err) {
    uint64_t *count = field;
    if (option_count.parse(row, text, count, err) < 0)
        return -1;
    return (*count & (*count - 1)) == 0 ? 0
                                        : error_usage(err, "number '%s': not a power of two", text);
}

static const struct option_type table_size = {parse_table_size, option_emit_count},
                                look_ahead = {parse_look_ahead, option_emit_count};

#define FIELD(field) offsetof(struct randomaccess, field)

static const struct option_row own_options[] = {
    {"table-size", 'a', "BYTES", 1, FIELD(table_bytes), &table_size,
     "Size of the table, a power of two (default: the largest within half of the free memory)",
     NULL, .flags = 0},
    {"updates", 'u', "N", 1, FIELD(updates), &option_count,
     "Stop after this many updates (default: 4 for each word, as HPCC; --time may stop it before)",
     .flags = OPTION_OPEN, .low = 1,
     .high = UINT64_C(1) << 60 /* the sequence has 1.14 times as many */},
    {"style", 's', "NAME", 1, FIELD(style), &option_word,
     "pipeline (default: one stream a thread) or report (128 streams, and a parallel region opened "
     "for every 128 updates, as the report's program had it)",
     "pipeline", .what = "style", .words = style_words},
    {"prefetch", 'p', "on|off", 1, FIELD(prefetch), &option_word,
     "Prefetch words before their update (default: on for pipeline, off for report)", "auto",
     .what = "choice", .words = prefetch_words},
    {"look-ahead", 'l', "N", 1, FIELD(look_ahead), &look_ahead,
     "Updates that a thread holds back meanwhile, a power of two up to 1024 (default: 128; "
     "pipeline only)",
     "128", .low = 1, .high = LOOK_AHEAD_MOST},
    {0},
};

static int resolve(void *state, struct error *err) {
    struct randomaccess *s = state;
    struct options *common = &s->common;
    struct cpu_set cpus;
    if (options_resolve(common, &cpus, err) < 0 ||
        team_init(&s->team, common->threads, &cpus, err) < 0)
        return -1;
    if (s->prefetch == PREFETCH_AUTO)
        s->prefetch = s->style == STYLE_PIPELINE ? PREFETCH_ON : PREFETCH_OFF;
    if (s->table_bytes == 0 &&
        table_default_bytes(common->hugepages, common->memory_limit, &s->table_bytes, err) < 0)
        return -1;
    if (table_fits(s->table_bytes, common->hugepages, common->memory_limit, err) < 0)
        return -1;
    /* With --time as well: updates get lost all the time, and 1 % of the words is what HPCC allows
     * after so many. */
    if (s->updates == 0 && !common->slices)
        s->updates = HPCC_UPDATES_PER_WORD * (s->table_bytes / sizeof(uint64_t));
    return options_memory_possible(common, s->table_bytes, err);
}

static int results(const void *state, json_t *list, struct error *err) {
    (void)state;
    static const struct kernel_result updates = {"updates",      "",  "GUP/s", BETTER_HIGHER,
                                                 "10^9 updates", NULL};
    return kernel_result_add(list, &updates, err);
}

static uint64_t memory(const void *state) {
    return ((const struct randomaccess *)state)->table_bytes;
}

static int sliceable(const void *state, struct error *err) {
    return ((const struct randomaccess *)state)->updates == 0
               ? 0
               : error_usage(err, "--updates: slices end by time; leave it out");
}

static size_t progress(const void *state, struct kernel_progress *progress) {
    const struct update_run *run = &((const struct randomaccess *)state)->run;
    progress[0] =
        (struct kernel_progress){"updates", "", "GUP/s", 1e-9 * (double)run->updates, run->seconds};
    return 1;
}

static int set_up(void *state, struct error *err) {
    struct randomaccess *s = state;
    struct update_plan plan = {.style = (enum update_style)s->style,
                               .prefetch = s->prefetch == PREFETCH_ON,
                               .look_ahead = (unsigned)s->look_ahead,
                               .updates = s->updates,
                               .seconds = s->common.time_s,
                               .sliced = s->common.slices,
                               .inject_percent = s->common.inject_percent};
    if (table_map(&s->table, s->table_bytes, s->common.hugepages, &s->common.numa, err) < 0 ||
        populate_in_turns(&s->common, &s->table.memory, s->table.memory.bytes, s->table_bytes,
                          &s->team, err) < 0 ||
        table_fill(&s->table, &s->team, err) < 0)
        return -1;
    return update_run_init(&s->run, &s->table, &plan, s->team.threads, err);
}

static int report(void *state, json_t *record, struct error *err) {
    struct randomaccess *s = state;
    const struct update_run *run = &s->run;
    struct memory_facts facts;
    if (memory_examine(&s->table.memory, &facts, err) < 0 ||
        evidence_after(record, &s->team.used, isa_best(), &facts, err) < 0 ||
        record_evidence(record, "updates", json_integer((json_int_t)run->updates), err) < 0 ||
        record_result(record, "updates", "", "GUP/s", run->gups.value, run->gups.count, err) < 0)
        return -1;
    struct stretch left = update_run_left(run);
    int64_t wrong = updates_verify(&s->table, left, &s->team, err);
    if (wrong < 0)
        return -1;
    /* Slices have checked whole tables before. */
    wrong += (int64_t)run->wrong_words;
    uint64_t words = s->table.words * (run->tables_checked + 1);
    if (record_evidence(record, "wrong_words", json_integer(wrong), err) < 0)
        return -1;
    return record_check(record, "replay", updates_tolerable(wrong, words), err,
                        "%lld of %llu words wrong (at most 1 %% allowed) after a replay of %llu "
                        "updates",
                        (long long)wrong, (unsigned long long)words,
                        (unsigned long long)(run->updates + run->injected));
}

static void release(void *state) {
    struct randomaccess *s = state;
    samples_free(&s->run.gups);
    table_unmap(&s->table);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {
        options_process,  options_threads, options_memory, options_memory_limit,
        options_populate, options_inject,  own_options,    NULL};
    static const char *const concerns[] = {"memory", NULL};
    static const struct kernel_slices slices = {
        .possible = sliceable, .progress = progress, .warming = RANDOMACCESS_WARMING};
    static const struct kernel kernel = {
        .name = "randomaccess",
        .about = "Measures random updates of memory with the rules of HPC Challenge's RandomAccess."
                 "\vSizes take k, M, G (binary), times us, ms, s, m, h. A sample is a tenth of "
                 "the updates or of the time.",
        .options = options,
        .resolve = resolve,
        .results = results,
        .concerns = concerns,
        .memory = memory,
        .slices = &slices,
        .set_up = set_up,
        .work = &update_work,
        .work_state = offsetof(struct randomaccess, run),
        .team = offsetof(struct randomaccess, team),
        .report = report,
        .release = release,
    };
    static struct randomaccess state;
    return kernel_main(&kernel, &state, argc, argv);
}
