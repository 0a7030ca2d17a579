/* watch.c - reads plan, records and machine again where they have changed. */
#include "watch.h"

#include "base/jsonfile.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "measure/record_text.h"
#include "measure/spent.h"
#include "statistics/record_values.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

/* A file that is replaced has another inode, one that grows another size. */
struct version {
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct watch_files {
    struct version plan, machine, records;
    struct records_place place;
    bool gone; /* so it seemed at the last look */
};

/* Is it another one than at the last look? False also where it is not there. */
static bool has_changed(const char *path, struct version *last) {
    struct stat status;
    if (stat(path, &status) < 0)
        return false;
    struct version now = {status.st_ino, status.st_size, status.st_mtim};
    bool same = now.inode == last->inode && now.size == last->size &&
                now.changed.tv_sec == last->changed.tv_sec &&
                now.changed.tv_nsec == last->changed.tv_nsec;
    *last = now;
    return !same;
}

int watch_open(const char *directory, struct watch *watch, struct error *err) {
    *watch = (struct watch){.directory = strdup(directory),
                            .fresh = json_array(),
                            .left_s = NAN,
                            .files = calloc(1, sizeof *watch->files)};
    if (watch->directory && watch->fresh && watch->files)
        return 0;
    watch_close(watch);
    return error_failed(err, "%s: out of memory", directory);
}

void watch_close(struct watch *watch) {
    plan_free(&watch->plan);
    records_free(&watch->records);
    json_decref(watch->machine);
    json_decref(watch->fresh);
    free(watch->files);
    free(watch->directory);
    *watch = (struct watch){0};
}

/* With --resolve a run plans more while it goes on. */
static int read_plan(struct watch *watch, struct error *err) {
    struct path path = path_of("%s/plan.json", watch->directory);
    if (!has_changed(path.text, &watch->files->plan))
        return 0;
    cleanup_json json_t *json = json_read_file(path.text, err);
    struct plan plan = {0};
    if (!json)
        return -1;
    if (plan_from_json(json, &plan, err) < 0)
        return error_wrap(err, "%s", path.text);
    plan_free(&watch->plan);
    watch->plan = plan;
    return 1;
}

static int read_machine(struct watch *watch, struct error *err) {
    struct path path = path_of("%s/machine.json", watch->directory);
    if (!has_changed(path.text, &watch->files->machine))
        return 0;
    json_t *json = json_read_file(path.text, err);
    if (!json)
        return -1;
    json_decref(watch->machine);
    watch->machine = json;
    return 1;
}

static int read_records(struct watch *watch, struct error *err) {
    struct path path = path_of("%s/records.jsonl", watch->directory);
    unsigned before = watch->files->place.line;
    json_array_clear(watch->fresh);
    if (!has_changed(path.text, &watch->files->records))
        return 0;
    if (records_follow(path.text, &watch->records, &watch->files->place, watch->fresh, err) < 0)
        return -1;
    return watch->files->place.line != before;
}

/* What cells took, by series: the mean is of those that are done. */
struct pace {
    double seconds;
    size_t cells;
};

static double pace_of(struct pace pace) {
    return pace.cells > 0 ? pace.seconds / (double)pace.cells : NAN;
}

static void add_to(struct pace *pace, double seconds) {
    pace->seconds += seconds;
    pace->cells++;
}

static struct pace pace_of_series(const struct watch *watch, size_t figure, size_t series) {
    struct pace pace = {0};
    for (size_t b = 0; b < watch->plan.block_count; b++) {
        const struct plan_block *block = &watch->plan.block[b];
        const json_t *record = block->figure == figure
                                   ? records_of(&watch->plan, block, series, &watch->records)
                                   : NULL;
        if (record)
            add_to(&pace, spent_all_s(record));
    }
    return pace;
}

/* Of cells of a kind of which none is done yet the mean of all others is expected. */
static double expect(const struct watch *watch) {
    struct pace all = {0};
    double left = 0;
    size_t unknown = 0;
    for (size_t f = 0; f < watch->plan.figure_count; f++)
        for (size_t s = 0; s < watch->plan.figure[f].series_count; s++) {
            struct pace pace = pace_of_series(watch, f, s);
            size_t planned = 0;
            for (size_t b = 0; b < watch->plan.block_count; b++)
                planned += watch->plan.block[b].figure == f;
            all.seconds += pace.seconds;
            all.cells += pace.cells;
            if (pace.cells > 0)
                left += pace_of(pace) * (double)(planned - pace.cells);
            else
                unknown += planned;
        }
    if (unknown > 0)
        left += pace_of(all) * (double)unknown;
    return left;
}

static void count(struct watch *watch) {
    watch->cells = watch->done = watch->failed = watch->gated = 0;
    watch->now[0] = '\0';
    for (size_t b = 0; b < watch->plan.block_count; b++) {
        const struct plan_block *block = &watch->plan.block[b];
        for (size_t i = 0; i < watch->plan.figure[block->figure].series_count; i++) {
            const json_t *record =
                records_of(&watch->plan, block, block->order[i], &watch->records);
            watch->cells++;
            watch->done += record != NULL;
            if (!record && !*watch->now)
                plan_cell_id(&watch->plan, block, block->order[i], watch->now, sizeof watch->now);
            else if (record && !json_is_true(json_object_get(record, "valid")))
                *(record_was_measured(record) ? &watch->gated : &watch->failed) += 1;
        }
    }
}

/* A process that is gone may have written its end since the file was read: it is believed at the
 * next look. */
static enum watch_phase phase_of(const struct watch *watch) {
    enum measurer_state measurer = measurer_state(watch->machine);
    bool gone_before = watch->files->gone;
    watch->files->gone = measurer == MEASURER_GONE;
    if (watch->files->gone && !gone_before)
        measurer = MEASURER_ALIVE;
    bool over = measurer == MEASURER_ENDED || measurer == MEASURER_GONE;
    bool more = watch->plan.stop.resolve > 0 && watch->plan.stop.stage == STOP_FIRST;
    if (!watch->plan.figure)
        return WATCH_ABSENT;
    if (watch->done == watch->cells)
        return more && !over ? WATCH_GOES_ON : WATCH_WHOLE;
    return measurer == MEASURER_ENDED  ? WATCH_INTERRUPTED
           : measurer == MEASURER_GONE ? WATCH_GONE
                                       : WATCH_GOES_ON;
}

/* Records are read last: what ended has written all of them before it says so in the machine's
 * file. */
int watch_look(struct watch *watch, struct error *err) {
    int machine = read_machine(watch, err);
    int plan = machine < 0 ? -1 : read_plan(watch, err);
    int records = plan < 0 ? -1 : read_records(watch, err);
    if (records < 0)
        return -1;
    enum watch_phase before = watch->phase;
    if (plan > 0 || records > 0) {
        count(watch);
        watch->left_s = watch->done > 0 ? expect(watch) : NAN;
    }
    watch->phase = phase_of(watch);
    return plan > 0 || records > 0 || watch->phase != before;
}

const char *watch_values(const struct watch *watch, const json_t *record, char *buffer,
                         size_t size) {
    const char *name = json_string_value(json_object_get(record, "figure"));
    size_t used = 0, told = 0;
    buffer[0] = '\0';
    for (size_t f = 0; name && f < watch->plan.figure_count; f++) {
        const struct plan_figure *figure = &watch->plan.figure[f];
        if (strcmp(figure->name, name) != 0)
            continue;
        for (size_t i = 0; i < figure->results.count && used < size; i++) {
            const char *x = figure->results.word[i];
            double value = record_value(record, figure->metric, x);
            if (!isfinite(value))
                continue;
            used += (size_t)snprintf(buffer + used, size - used, "%s%s%s%.4g", told ? ", " : "", x,
                                     *x ? " " : "", value);
            told++;
        }
        if (told > 0 && used < size)
            snprintf(buffer + used, size - used, " %s", figure->unit);
    }
    return buffer;
}

const char *watch_words(const struct watch *watch, char *buffer, size_t size) {
    static const char *const words[] = {
        [WATCH_ABSENT] = "there is no run yet",
        [WATCH_GOES_ON] = "measuring",
        [WATCH_WHOLE] = "all cells are measured",
        [WATCH_INTERRUPTED] = "interrupted, or stopped by an error",
        [WATCH_GONE] = "killed: its process is gone",
    };
    size_t used = (size_t)snprintf(buffer, size, "%s: %s; %zu of %zu cells", watch->directory,
                                   words[watch->phase], watch->done, watch->cells);
    if (watch->failed + watch->gated > 0 && used < size)
        used += (size_t)snprintf(buffer + used, size - used, ", %zu failed, %zu spoiled by a gate",
                                 watch->failed, watch->gated);
    if ((watch->phase == WATCH_INTERRUPTED || watch->phase == WATCH_GONE) && used < size)
        snprintf(buffer + used, size - used, "; `virtax resume %s` goes on", watch->directory);
    return buffer;
}

int watch_status(const struct watch *watch) {
    if (watch->phase == WATCH_INTERRUPTED)
        return STATUS_INTERRUPTED;
    if (watch->phase == WATCH_GONE || watch->failed > 0 || watch->plan.missing > 0)
        return STATUS_FAILED;
    return watch->gated > 0 ? STATUS_GATE : STATUS_OK;
}
