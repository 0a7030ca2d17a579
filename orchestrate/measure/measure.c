/* measure.c - goes through the plan's blocks, voids what was interrupted, and judges the outcome.
 * */
#include "measure.h"

#include "base/json_text.h"
#include "base/scrub.h"
#include "cell.h"
#include "environments/environments.h"
#include "lab/facts.h"
#include "machine_file.h"
#include "network.h"
#include "progress.h"
#include "record_text.h"
#include "records.h"
#include "run_medium.h"
#include "settings_apply.h"
#include "sliced_block.h"
#include "spent.h"
#include "stage.h"
#include "treatment.h"
#include "with_journal.h"

#include "common/cleanup.h"
#include "common/clock.h"

#include <limits.h>
#include <string.h>

struct run {
    const struct plan *plan;
    const char *directory;
    char records_path[PATH_MAX];
    struct stage stage;
    struct progress progress;
    double most_s;                           /* after so many seconds no block begins */
    const struct measure_listener *listener; /* NULL: nobody listens */
    json_t *environments,
        *medium_facts; /* facts of what was up, for machine.json; NULL: not so far */
};

static const struct plan_figure *figure_of(const struct run *run, const struct plan_block *block) {
    return &run->plan->figure[block->figure];
}

/* How many cells of a block have a record that counts. */
static size_t recorded(const struct run *run, const struct plan_block *block,
                       const struct records *records) {
    size_t found = 0;
    char id[256];
    for (size_t s = 0; s < figure_of(run, block)->series_count; s++)
        found += records_find(records, plan_cell_id(run->plan, block, s, id, sizeof id)) != NULL;
    return found;
}

/* A block is compared within itself: what an interruption left of one does not count. */
static int void_partial(const struct run *run, const struct plan_block *block,
                        const struct records *records, struct error *err) {
    char id[256];
    for (size_t s = 0; s < figure_of(run, block)->series_count; s++) {
        plan_cell_id(run->plan, block, s, id, sizeof id);
        if (records_find(records, id) &&
            records_void(run->records_path, id, block->round, "its block was interrupted", err) < 0)
            return -1;
    }
    return 0;
}

bool measure_is_complete(const struct plan *plan, const struct plan_block *block,
                         const struct records *records) {
    const struct run run = {.plan = plan};
    return recorded(&run, block, records) == plan->figure[block->figure].series_count;
}

/* The cell with what its series alone is given. */
static json_t *run_treated(const struct run *run, const struct cell *cell,
                           struct environment *environment, struct error *err) {
    struct treatment treatment;
    struct error cause;
    const char *text = figure_of(run, cell->block)->series[cell->series].treatment;
    bool given = treatment_begin(text, &run->stage.context, cell->block, &treatment, &cause) == 0;
    json_t *record = given ? cell_run(cell, environment, err) : cell_failed(cell, cause.text, err);
    treatment_end(&treatment);
    return record;
}

static int run_cell(struct run *run, const struct plan_block *block, unsigned position,
                    struct error *err) {
    struct cell cell = {.plan = run->plan,
                        .block = block,
                        .series = block->order[position],
                        .position = position + 1};
    const struct plan_figure *figure = figure_of(run, block);
    char id[256];
    plan_cell_id(run->plan, block, cell.series, id, sizeof id);
    progress_step(&run->progress, id, "bringing its environment up");
    double begin = clock_now();

    struct error down = {0};
    const char *name = figure->series[cell.series].environment;
    struct environment *environment = stage_enter(&run->stage, name, 0, figure, &down);
    if (process_interrupted())
        return error_interrupted(err);
    double up = clock_now();
    progress_step(&run->progress, id, "measuring");
    cleanup_json json_t *record = environment ? run_treated(run, &cell, environment, err)
                                              : cell_failed(&cell, down.text, err);
    if (environment)
        stage_leave(&run->stage, environment, figure, !record || json_object_get(record, "error"));
    if (!record)
        return process_interrupted() ? error_interrupted(err) : error_wrap(err, "%s", id);
    spent_note(record, up - begin, clock_now() - begin);
    if (records_append(run->records_path, record, err) < 0)
        return -1;
    progress_done(&run->progress, id, record);
    return 0;
}

static int run_cells(struct run *run, const struct plan_block *block, struct error *err) {
    for (unsigned position = 0; position < figure_of(run, block)->series_count; position++)
        if (run_cell(run, block, position, err) < 0)
            return -1;
    return 0;
}

/* Its records are written together, in the order in which its series were started. */
static int run_sliced(struct run *run, const struct plan_block *block, struct error *err) {
    size_t count = figure_of(run, block)->series_count;
    cleanup_free json_t **records = calloc(count, sizeof(json_t *));
    if (!records)
        return error_failed(err, "out of memory");
    int status = sliced_block_run(run->plan, block, &run->stage, &run->progress, records, err);
    for (size_t i = 0; i < count; i++) {
        size_t series = block->order[i];
        char id[256];
        plan_cell_id(run->plan, block, series, id, sizeof id);
        if (status == 0)
            status = records_append(run->records_path, records[series], err);
        if (status == 0)
            progress_done(&run->progress, id, records[series]);
    }
    for (size_t i = 0; i < count; i++)
        json_decref(records[i]);
    return status;
}

/* Each of several figures is whole long before all of them have all their rounds. */
static void tell_between(struct run *run, const struct plan_block *block,
                         const struct plan_block *next) {
    progress_end(&run->progress);
    if (run->listener)
        run->listener->between(run->listener->context, block, next);
    if (run->plan->figure_count > 1 && block->round == 1 &&
        (next->figure != block->figure || next->round > 1))
        progress_say(&run->progress, "%s: measured once; `virtax report %s` draws what is there",
                     figure_of(run, block)->name, run->directory);
}

static int run_blocks(struct run *run, const struct records *records, struct error *err) {
    double start = clock_now();
    bool begun = false; /* the first one is run, however little time there is */
    for (size_t b = 0; b < run->plan->block_count; b++) {
        const struct plan_block *block = &run->plan->block[b];
        size_t series = figure_of(run, block)->series_count;
        if (recorded(run, block, records) == series)
            continue;
        if (run->most_s <= 0 || (begun && clock_now() - start > run->most_s))
            return 0;
        begun = true;
        if (void_partial(run, block, records, err) < 0)
            return -1;
        scrub_set_layout(block->layout.environment_bytes);
        bool slices = figure_of(run, block)->interleave == INTERLEAVE_SLICES;
        if ((slices ? run_sliced : run_cells)(run, block, err) < 0)
            return -1;
        if (b + 1 < run->plan->block_count)
            tell_between(run, block, block + 1);
    }
    return 0;
}

static void count_cells(const struct run *run, const struct records *records, size_t *planned,
                        size_t *done) {
    *planned = *done = 0;
    for (size_t b = 0; b < run->plan->block_count; b++) {
        const struct plan_block *block = &run->plan->block[b];
        size_t series = figure_of(run, block)->series_count;
        *planned += series;
        if (recorded(run, block, records) == series)
            *done += series;
    }
}

static void find_records(struct run *run, const char *directory) {
    snprintf(run->records_path, sizeof run->records_path, "%s/records.jsonl", directory);
}

int measure_judge(const struct plan *plan, const char *directory, struct outcome *outcome,
                  struct error *err) {
    struct run own = {.plan = plan}, *run = &own;
    struct records records;
    find_records(run, directory);
    if (records_read(run->records_path, &records, err) < 0)
        return -1;
    *outcome = (struct outcome){0};
    char id[256];
    for (size_t b = 0; b < run->plan->block_count; b++) {
        const struct plan_block *block = &run->plan->block[b];
        for (size_t s = 0; s < figure_of(run, block)->series_count; s++) {
            plan_cell_id(run->plan, block, s, id, sizeof id);
            const json_t *record = records_find(&records, id);
            if (json_is_true(json_object_get(record, "valid")))
                continue;
            *(record_was_measured(record) ? &outcome->gated : &outcome->failed) += 1;
        }
    }
    records_free(&records);
    return 0;
}

/* The lab while its taps and Docker's bridge are there, also after Ctrl-C. */
static json_t *lab_now(const struct lab *lab) {
    char tap[LAB_TAPS_MAX][IFNAMSIZ];
    const char *also[LAB_TAPS_MAX + 2] = {environment_bridge()};
    size_t count = 1;
    for (unsigned i = 0; i < LAB_TAPS_MAX; i++)
        if (lab->tap[i] >= 0)
            also[count++] = lab_tap_name(&lab->names, i, tap[i]);
    struct error err;
    bool before = process_shield(true);
    json_t *facts = lab_facts(lab, also, &err);
    process_shield(before);
    return facts ? facts : json_pack("{s:o}", "unknown", json_text(err.text));
}

/* `lab`: NULL where no figure has a peer. Whatever happened, the medium that the plan needs is
 * checked, noted and taken away. */
static int measure_blocks(struct run *run, const struct records *records, struct journal *journal,
                          struct lab *lab, struct error *err) {
    struct medium *medium = NULL;
    bool pending = run->progress.done < run->progress.cells;
    if (pending && run->plan->planned_medium.where)
        progress_step(&run->progress, "storage medium", "making it");
    if (pending && run_medium_open(run->plan, journal, &medium, err) < 0)
        return -1;
    stage_open(&run->stage, run->plan, journal, lab, medium);
    int status = run_blocks(run, records, err);
    json_t *lab_seen = lab ? lab_now(lab) : NULL;
    run->environments = stage_close(&run->stage);
    progress_end(&run->progress);
    if (lab_seen)
        json_object_set_new(run->environments, "lab", lab_seen);
    bool before = process_shield(true);
    run->medium_facts = run_medium_close(medium);
    process_shield(before);
    return status;
}

static int measure_all(void *context, struct journal *journal, struct error *err) {
    struct run *run = context;
    struct records records;
    size_t planned, done;
    if (records_read(run->records_path, &records, err) < 0)
        return -1;
    count_cells(run, &records, &planned, &done);
    progress_begin(&run->progress, planned, done);
    int status = machine_file_before(run->directory, run->plan, &run->progress, err);
    if (status == 0)
        status = settings_apply(run->plan, journal, err);
    struct lab lab = {0};
    bool networked = network_needed(run->plan) && done < planned;
    if (status == 0 && networked)
        status = network_up(run->plan, journal, &lab, err);
    if (status == 0)
        status = measure_blocks(run, &records, journal, networked ? &lab : NULL, err);
    if (networked)
        network_down(&lab);
    records_free(&records);
    return status;
}

/* Once the journal is closed: the host has its own settings again, as before. */
static int note_after(struct run *run, const char *directory, int status, struct error *err) {
    struct error ignored;
    if (!run->environments)
        return status;
    bool before = process_shield(true);
    if (machine_file_after(directory, run->environments, run->medium_facts, &run->progress,
                           status < 0 ? &ignored : err) < 0)
        status = -1;
    process_shield(before);
    json_decref(run->environments);
    json_decref(run->medium_facts);
    return status;
}

int measure(const struct plan *plan, const char *directory, double most_s,
            const struct measure_listener *listener, struct error *err) {
    struct run run = {.plan = plan, .directory = directory, .most_s = most_s, .listener = listener};
    find_records(&run, directory);
    int status = with_journal(measure_all, &run, err);
    return note_after(&run, directory, status, err);
}
