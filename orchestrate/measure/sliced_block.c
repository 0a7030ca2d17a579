/* sliced_block.c - opens a session for each series, has them work in a random order round by round,
 * and makes their records. */
#include "sliced_block.h"

#include "base/process.h"
#include "base/words.h"
#include "cell.h"
#include "common/clock.h"
#include "environments/session.h"
#include "rounds.h"
#include "spent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The most turns of a kernel to populate its memory in; a page each where that takes fewer. */
enum { ATTEMPTS = 3, POPULATING_TURNS = 512 };

/* How long guests are watched before the first slice, and how many CPUs one that waits may take. */
static const double settle_s = 0.5, waiting_cpus_limit = 0.01;

/* A series' place in the block. */
struct place {
    struct cell cell;
    struct environment *environment; /* NULL: it could not be brought up */
    struct parameters parameters;
    char **arguments;
    struct execution execution;
    struct session *session; /* NULL: none, or no more */
    struct error why;        /* it failed; else STATUS_OK */
    json_t *round, *host_cpu_s;
    double up_s; /* that its environment took to come up */
};

struct run {
    const struct plan *plan;
    const struct plan_block *block;
    const struct plan_figure *figure;
    struct stage *stage;
    struct progress *progress;
    struct place *place; /* in the block's order */
    size_t count;
    struct cell_watch watch;
    struct rounds rounds;
    double start;
};

static bool is_interrupt(const struct error *why) {
    return why->status == STATUS_INTERRUPTED || process_interrupted();
}

static void say(const struct run *run, const struct place *place, const char *what) {
    char id[256];
    plan_cell_id(run->plan, run->block, place->cell.series, id, sizeof id);
    progress_step(run->progress, id, what);
}

static void break_session(struct place *place) {
    struct session *session = place->session;
    place->session = NULL;
    if (session)
        session_break(session, &place->why);
}

/* Which it is of the series that share its environment's name. */
static unsigned instance_of(const struct plan_figure *figure, size_t series) {
    unsigned before = 0;
    for (size_t i = 0; i < series; i++)
        before += strcmp(figure->series[i].environment, figure->series[series].environment) == 0;
    return before;
}

/* Its environment, its kernel in it, ready to work. */
static void open_place(struct run *run, struct place *place, unsigned seat) {
    const char *name = run->figure->series[place->cell.series].environment;
    execution_clear(&place->execution);
    place->round = json_array();
    place->host_cpu_s = json_array();
    say(run, place, "bringing its environment up");
    double start = clock_now();
    place->environment = stage_enter(run->stage, name, instance_of(run->figure, place->cell.series),
                                     run->figure, &place->why);
    place->up_s = clock_now() - start;
    if (!place->environment || cell_arguments(&place->cell, place->environment, &place->parameters,
                                              &place->arguments, &place->why) < 0)
        return;
    say(run, place, "setting its kernel up");
    place->session =
        session_open(place->environment, seat, run->figure, (const char *const *)place->arguments,
                     &place->execution, &place->why);
}

static bool is_guest(const struct place *place) {
    return place->session && session_can_rest(place->session);
}

/* A guest that takes CPU while it waits would take it from the others. */
static int quieten(struct run *run) {
    bool guests = false;
    for (size_t i = 0; i < run->count; i++)
        guests = guests || is_guest(&run->place[i]);
    if (guests && !process_sleep(settle_s))
        return -1;
    for (size_t i = 0; i < run->count; i++) {
        struct place *place = &run->place[i];
        if (is_guest(place) && session_waiting_cpus(place->session) > waiting_cpus_limit &&
            session_rest_between(place->session, &place->why) < 0)
            break_session(place);
    }
    return 0;
}

static bool populates(const struct place *place) {
    return place->session && session_populates(place->session);
}

/* `result` of what the member's session did: it leaves where that failed. */
static int note_populating(struct run *run, size_t member, int result) {
    struct place *place = &run->place[member];
    if (result == 0)
        return 0;
    rounds_leave(&run->rounds, member);
    break_session(place);
    return is_interrupt(&place->why) ? -1 : 0;
}

/* A turn of all that populate memory, in a random order. Guests, to whom the way is long, take
 * theirs beside the others. */
static int populate_turn(struct run *run, uint64_t bytes) {
    size_t count = rounds_all(&run->rounds);
    for (size_t k = 0; k < count; k++) {
        size_t member = run->rounds.order[k];
        struct place *place = &run->place[member];
        if (!populates(place))
            continue;
        int result = session_populate_begin(place->session, bytes, &place->why);
        if (result == 0 && !is_guest(place))
            result = session_populate_end(place->session, &place->why);
        if (note_populating(run, member, result) < 0)
            return -1;
    }
    for (size_t k = 0; k < count; k++) {
        size_t member = run->rounds.order[k];
        struct place *place = &run->place[member];
        if (populates(place) && is_guest(place) &&
            note_populating(run, member, session_populate_end(place->session, &place->why)) < 0)
            return -1;
    }
    return 0;
}

/* Neighbouring pages go to all that populate memory. */
static int populate(struct run *run) {
    uint64_t bytes = yields_memory(run->figure->yields) / POPULATING_TURNS + 1;
    for (;;) {
        bool any = false;
        for (size_t i = 0; i < run->count; i++)
            any = any || populates(&run->place[i]);
        if (!any)
            return 0;
        if (populate_turn(run, bytes) < 0)
            return -1;
    }
}

static int open_places(struct run *run) {
    cell_watch_begin(&run->watch);
    for (size_t i = 0; i < run->count; i++) {
        run->place[i].cell = (struct cell){.plan = run->plan,
                                           .block = run->block,
                                           .series = run->block->order[i],
                                           .position = (unsigned)i + 1};
        open_place(run, &run->place[i], (unsigned)i);
        if (is_interrupt(&run->place[i].why))
            return -1;
        if (run->place[i].session)
            rounds_join(&run->rounds, i, run->place[i].cell.series == 0);
    }
    return populate(run) < 0 ? -1 : quieten(run);
}

/* One slice of one series. */
static int work(struct run *run, struct place *place, size_t i) {
    struct session_slice slice;
    if (session_work(place->session, rounds_slice_s(&run->rounds), &slice, &place->why) < 0) {
        rounds_leave(&run->rounds, i);
        break_session(place);
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
                (!goes_on || is_interrupt(&place->why)))
                return -1;
        }
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
            say(run, place, "checking its work");
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
    int lost = open_places(run) < 0 || work_rounds(run, last) < 0;
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
