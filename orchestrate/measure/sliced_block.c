/* sliced_block.c - has the sessions of all series work in a random order round by round, and makes
 * their records. */
#include "sliced_block.h"

#include "base/process.h"
#include "base/words.h"
#include "cell.h"
#include "common/clock.h"
#include "sliced_run.h"
#include "spent.h"

#include <stdlib.h>

enum { ATTEMPTS = 3 };

/* One slice of one series. */
static int work(struct run *run, struct place *place, size_t i) {
    struct session_slice slice;
    if (session_work(place->session, rounds_slice_s(&run->rounds), &slice, &place->why) < 0) {
        rounds_leave(&run->rounds, i);
        sliced_break(place);
        return -1;
    }
    rounds_note(&run->rounds, i, slice.end_s - slice.begin_s, slice.warm_s, slice.host_s);
    json_array_append_new(place->round, json_integer((json_int_t)run->rounds.round - 1));
    json_array_append_new(place->host_cpu_s, json_real(slice.host_cpu_s));
    return 0;
}

/* Returns -1 where a series was lost; with `goes_on` only where the run was interrupted. */
static int work_rounds(struct run *run, bool goes_on) {
    while (!rounds_enough(&run->rounds)) {
        size_t count = rounds_next(&run->rounds);
        for (size_t k = 0; k < count; k++) {
            size_t i = run->rounds.order[k];
            struct place *place = &run->place[i];
            if (place->session && work(run, place, i) < 0 &&
                (!goes_on || sliced_interrupted(&place->why)))
                return -1;
        }
        if (sliced_quieten(run) < 0 && (!goes_on || process_interrupted()))
            return -1;
    }
    return 0;
}

static void close_places(struct run *run, bool spoiled) {
    for (size_t i = 0; i < run->count; i++) {
        struct place *place = &run->place[i];
        struct session *session = place->session;
        if (session && spoiled) { /* not by this one */
            struct error ignored = {.text = ""};
            place->session = NULL;
            session_break(session, &ignored);
        } else if (session) {
            place->session = NULL;
            sliced_say(run, place, "checking its work");
            session_close(session, &place->why);
        }
        cell_watch_end(&run->watch, &place->execution);
    }
}

static json_t *record_of(const struct run *run, const struct place *place, struct error *err) {
    bool failed = place->why.status != STATUS_OK;
    if (!place->environment)
        return cell_failed(&place->cell, place->why.text, err);
    json_t *record = cell_record(&place->cell, place->environment, &place->parameters,
                                 &place->execution, failed ? &place->why : NULL, err);
    if (record)
        json_object_set_new(record, "slices",
                            json_pack("{s:O,s:O,s:f}", "round", place->round, "host_cpu_s",
                                      place->host_cpu_s, "length_s", rounds_slice_s(&run->rounds)));
    return record;
}

/* What the block took but for its environments' coming up is everybody's to the same part. */
static int make_records(const struct run *run, json_t **records, struct error *err) {
    double shared_s = clock_now() - run->start;
    for (size_t i = 0; i < run->count; i++)
        shared_s -= run->place[i].up_s;
    for (size_t i = 0; i < run->count; i++) {
        size_t series = run->place[i].cell.series;
        if (!(records[series] = record_of(run, &run->place[i], err)))
            return -1;
        double up_s = run->place[i].up_s;
        spent_note(records[series], up_s, up_s + shared_s / (double)run->count);
    }
    return 0;
}

static void leave(struct run *run) {
    for (size_t i = 0; i < run->count; i++) {
        struct place *place = &run->place[i];
        if (place->environment)
            stage_leave(run->stage, place->environment, run->figure,
                        place->why.status != STATUS_OK);
        execution_free(&place->execution);
        argv_free(place->arguments);
        parameters_free(&place->parameters);
        json_decref(place->round);
        json_decref(place->host_cpu_s);
    }
}

static void say_spoiled(const struct run *run) {
    for (size_t i = 0; i < run->count; i++) {
        char id[256];
        const struct cell *cell = &run->place[i].cell;
        if (run->place[i].why.status != STATUS_OK && run->place[i].environment)
            progress_say(run->progress, "%s: %s; its block is run again",
                         plan_cell_id(run->plan, run->block, cell->series, id, sizeof id),
                         run->place[i].why.text);
    }
}

/* 1: spoiled, and to be run again. */
static int attempt(struct run *run, bool last, json_t **records, struct error *err) {
    if (rounds_begin(&run->rounds, run->plan, run->block, err) < 0)
        return -1;
    run->start = clock_now();
    int lost = sliced_open(run) < 0 || work_rounds(run, last) < 0;
    bool interrupted = process_interrupted();
    close_places(run, lost);
    int status = lost ? 1 : 0;
    if (interrupted || process_interrupted())
        status = error_interrupted(err);
    else if (!lost)
        status = make_records(run, records, err);
    else
        say_spoiled(run);
    leave(run);
    rounds_free(&run->rounds);
    return status;
}

int sliced_block_run(const struct plan *plan, const struct plan_block *block, struct stage *stage,
                     struct progress *progress, json_t **records, struct error *err) {
    const struct plan_figure *figure = &plan->figure[block->figure];
    struct run run = {.plan = plan,
                      .block = block,
                      .figure = figure,
                      .stage = stage,
                      .progress = progress,
                      .count = figure->series_count};
    int status = 1;
    for (int i = 1; status == 1 && i <= ATTEMPTS; i++) {
        run.place = calloc(run.count, sizeof *run.place);
        status = run.place ? attempt(&run, i == ATTEMPTS, records, err)
                           : error_failed(err, "out of memory");
        free(run.place);
    }
    return status;
}
