/* times.c - seconds by environment, kernel and parameters, in a JSON file. */
#include "times.h"

#include "base/journal.h"
#include "base/jsonfile.h"
#include "common/cleanup.h"
#include "plan/kernel_argv.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static const char schema[] = "virtax-times/1";

/* Means follow what changes; the file stays small. */
enum { MEAN_OF = 8, ENTRIES = 400 };

static const char *const kinds[] = {
    [TIMES_UP] = "up", [TIMES_SETUP] = "set-up", [TIMES_CELL] = "cell"};

static void find_file(char *path, size_t size) {
    snprintf(path, size, "%s/times.json", journal_state_directory());
}

void times_read(struct times *times) {
    char path[PATH_MAX];
    struct error unknown;
    find_file(path, sizeof path);
    cleanup_json json_t *json =
        journal_state_ours(false, &unknown) == 1 ? json_read_file(path, &unknown) : NULL;
    const char *its = json_string_value(json_object_get(json, "schema"));
    json_t *seconds = json_object_get(json, "seconds");
    bool known = its && strcmp(its, schema) == 0 && json_is_object(seconds);
    times->seconds = known ? json_incref(seconds) : json_object();
}

/* Those that were measured last stand last. */
static void forget_oldest(json_t *seconds) {
    while (json_object_size(seconds) > ENTRIES)
        json_object_del(seconds, json_object_iter_key(json_object_iter(seconds)));
}

int times_write(const struct times *times, struct error *err) {
    char path[PATH_MAX];
    find_file(path, sizeof path);
    if (journal_state_ours(true, err) < 0)
        return -1;
    forget_oldest(times->seconds);
    cleanup_json json_t *json = json_pack("{ss sO}", "schema", schema, "seconds", times->seconds);
    return json ? json_write_file(path, json, err) : error_failed(err, "%s: out of memory", path);
}

void times_free(struct times *times) {
    json_decref(times->seconds);
    times->seconds = NULL;
}

static void put_environment(FILE *out, const struct plan *plan, const struct plan_figure *figure,
                            const struct plan_series *series) {
    fputs(series->environment, out);
    if (series->traits.kind == KIND_GUEST)
        fprintf(out, " (%s, %u vCPUs, %" PRIu64 " bytes)", plan->accel ? plan->accel : "",
                figure->guest_vcpus, figure->guest_memory);
}

static void put_parameters(FILE *out, const struct plan_figure *figure, size_t series, int x) {
    struct parameters parameters;
    struct error ignored;
    if (cell_parameters(figure, series, x, &parameters, &ignored) == 0)
        for (size_t i = 0; i < parameters.count; i++)
            fprintf(out, " %s=%s", parameters.item[i].key, parameters.item[i].value);
    parameters_free(&parameters);
}

/* What was timed, as a text; NULL where memory is short. `any`: with whatever parameters. */
static char *key_of(enum times_kind kind, const struct plan *plan, const struct plan_figure *figure,
                    size_t series, int x, bool any) {
    char *key = NULL;
    size_t size;
    FILE *out = open_memstream(&key, &size);
    if (!out)
        return NULL;
    fprintf(out, "%s: ", kinds[kind]);
    put_environment(out, plan, figure, &figure->series[series]);
    if (kind != TIMES_UP)
        fprintf(out, " %s%s", figure->kernel,
                figure->interleave == INTERLEAVE_SLICES ? " in slices" : "");
    if (kind != TIMES_UP && !any)
        put_parameters(out, figure, series, x);
    if (fclose(out) == 0)
        return key;
    free(key);
    return NULL;
}

static double look_up(const struct times *times, const char *key) {
    const json_t *entry = key ? json_object_get(times->seconds, key) : NULL;
    const json_t *mean = json_object_get(entry, "mean");
    double seconds = json_is_number(mean) ? json_number_value(mean) : NAN;
    return seconds >= 0 && isfinite(seconds) ? seconds : NAN;
}

double times_find(const struct times *times, enum times_kind kind, const struct plan *plan,
                  const struct plan_figure *figure, size_t series, int x) {
    cleanup_free char *key = key_of(kind, plan, figure, series, x, false);
    double seconds = look_up(times, key);
    if (!isnan(seconds) || kind != TIMES_SETUP)
        return seconds;
    cleanup_free char *other = key_of(kind, plan, figure, series, x, true);
    return look_up(times, other);
}

static void note(struct times *times, const char *key, double seconds) {
    if (!key)
        return;
    double mean = look_up(times, key);
    json_int_t n = json_integer_value(json_object_get(json_object_get(times->seconds, key), "n"));
    n = isnan(mean) || n < 0 ? 0 : n;
    n += n < MEAN_OF;
    mean = n == 1 ? seconds : mean + (seconds - mean) / (double)n;
    json_object_del(times->seconds, key);
    json_object_set_new(times->seconds, key, json_pack("{sf sI}", "mean", mean, "n", n));
}

void times_note(struct times *times, enum times_kind kind, const struct plan *plan,
                const struct plan_figure *figure, size_t series, int x, double seconds) {
    if (!isfinite(seconds) || seconds < 0)
        return;
    cleanup_free char *key = key_of(kind, plan, figure, series, x, false);
    note(times, key, seconds);
    if (kind != TIMES_SETUP)
        return;
    cleanup_free char *other = key_of(kind, plan, figure, series, x, true);
    note(times, other, seconds);
}
