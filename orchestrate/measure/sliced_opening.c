/* sliced_opening.c - opens a session for each series of a block in slices. */
#include "base/process.h"
#include "common/clock.h"
#include "sliced_run.h"

#include <string.h>

/* The most turns of a kernel to populate its memory in; a page each where that takes fewer. */
enum { POPULATING_TURNS = 512 };

/* How long guests are watched before the first slice, and how many CPUs one that waits may take. */
static const double settle_s = 0.5, waiting_cpus_limit = 0.01;

bool sliced_interrupted(const struct error *why) {
    return why->status == STATUS_INTERRUPTED || process_interrupted();
}

void sliced_say(const struct run *run, const struct place *place, const char *what) {
    char id[256];
    plan_cell_id(run->plan, run->block, place->cell.series, id, sizeof id);
    progress_step(run->progress, id, what);
}

void sliced_break(struct place *place) {
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
    sliced_say(run, place, "bringing its environment up");
    double start = clock_now();
    place->environment = stage_enter(run->stage, name, instance_of(run->figure, place->cell.series),
                                     run->figure, &place->why);
    place->up_s += clock_now() - start;
    if (!place->environment || cell_arguments(&place->cell, place->environment, &place->parameters,
                                              &place->arguments, &place->why) < 0)
        return;
    sliced_say(run, place, "setting its kernel up");
    place->session =
        session_open(place->environment, seat, run->figure, (const char *const *)place->arguments,
                     &place->execution, &place->why);
}

static bool is_guest(const struct place *place) {
    return place->session && session_can_rest(place->session);
}

static bool settle(const struct run *run) {
    bool guests = false;
    for (size_t i = 0; i < run->count; i++)
        guests = guests || is_guest(&run->place[i]);
    return !guests || process_sleep(settle_s);
}

int sliced_quieten(struct run *run) {
    int status = 0;
    for (size_t i = 0; i < run->count; i++) {
        struct place *place = &run->place[i];
        if (is_guest(place) && session_waiting_cpus(place->session) > waiting_cpus_limit &&
            session_rest_between(place->session, &place->why) < 0) {
            rounds_leave(&run->rounds, i);
            sliced_break(place);
            status = -1;
        }
    }
    return status;
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
    sliced_break(place);
    return sliced_interrupted(&place->why) ? -1 : 0;
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

static void begin_place(struct run *run, struct place *place, unsigned position) {
    place->cell = (struct cell){.plan = run->plan,
                                .block = run->block,
                                .series = run->block->order[position],
                                .position = position + 1};
    execution_clear(&place->execution);
    place->round = json_array();
    place->host_cpu_s = json_array();
    double start = clock_now();
    int started =
        stage_start(run->stage, run->figure->series[place->cell.series].environment,
                    instance_of(run->figure, place->cell.series), run->figure, &place->why);
    place->starts = started > 0;
    place->up_s = clock_now() - start;
}

/* Opens those that still start, or those that do not. */
static int open_places(struct run *run, bool starts) {
    for (size_t i = 0; i < run->count; i++) {
        struct place *place = &run->place[i];
        if (place->starts != starts || place->why.status != STATUS_OK)
            continue;
        open_place(run, place, (unsigned)i);
        if (sliced_interrupted(&place->why))
            return -1;
        if (place->session)
            rounds_join(&run->rounds, i, place->cell.series == 0);
    }
    return 0;
}

int sliced_open(struct run *run) {
    cell_watch_begin(&run->watch);
    for (size_t i = 0; i < run->count; i++) {
        begin_place(run, &run->place[i], (unsigned)i);
        if (sliced_interrupted(&run->place[i].why))
            return -1;
    }
    if (open_places(run, false) < 0 || open_places(run, true) < 0 || populate(run) < 0 ||
        !settle(run))
        return -1;
    sliced_quieten(run); /* without one that is lost already, as without one that did not come up */
    return process_interrupted() ? -1 : 0;
}
