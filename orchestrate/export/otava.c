/* otava.c - what Apache Otava looks for changes in: a table with a line for each run, by time, and
 * the description by which it is read: https://github.com/apache/otava/blob/master/docs/CSV.md.
 *
 * Otava refuses a table with an empty field, so that a metric which some run lacks is left out. */
#include "measures.h"

#include "base/array.h"
#include "base/durable.h"
#include "common/cleanup.h"

#include <math.h>
#include <string.h>

/* A column: what a row measured, or its ratio to the reference. */
struct series {
    char name[512];
    enum direction direction;
    double *value; /* of each run; NAN: it has none */
};

struct history {
    size_t runs, count;
    struct series *series;
};

static void history_free(struct history *history) {
    for (size_t i = 0; i < history->count; i++)
        free(history->series[i].value);
    free(history->series);
}

static struct series *find(struct history *history, const char *name) {
    for (size_t i = 0; i < history->count; i++)
        if (strcmp(history->series[i].name, name) == 0)
            return &history->series[i];
    struct series *series = array_add(history->series, history->count);
    if (!series)
        return NULL;
    snprintf(series->name, sizeof series->name, "%s", name);
    series->value = calloc(history->runs, sizeof *series->value);
    for (size_t r = 0; series->value && r < history->runs; r++)
        series->value[r] = NAN;
    return series->value ? series : NULL;
}

static int put(struct history *history, size_t run, const struct measure *measure,
               const char *ending, double value) {
    char subject[400], name[512];
    snprintf(name, sizeof name, "%s.%s%s", measure_subject(measure, ".", subject, sizeof subject),
             measure->row->metric, ending);
    struct series *series = find(history, name);
    if (!series)
        return -1;
    series->direction = measure->summary->shown.direction;
    series->value[run] = value;
    return 0;
}

static int add_run(struct history *history, size_t run, const struct results *results,
                   struct words *notes, struct error *err) {
    struct measures measures;
    if (measures_of(results, &measures, notes, err) < 0)
        return -1;
    int status = 0;
    for (size_t i = 0; i < measures.count && status == 0; i++) {
        const struct measure *measure = &measures.measure[i];
        const struct comparison *against = &measure->row->against;
        status = put(history, run, measure, "", measure->row->moments.mean);
        if (status == 0 && !measure->reference && scale_of(against) == BY_RATIO)
            status = put(history, run, measure, ".ratio", against->ratio.value);
    }
    measures_free(&measures);
    return status == 0 ? 0 : error_failed(err, "%s: out of memory", results->directory);
}

/* Takes out what some run lacks. */
static void keep_whole(struct history *history, const struct export_runs *runs,
                       struct words *notes) {
    size_t kept = 0;
    for (size_t i = 0; i < history->count; i++) {
        struct series *series = &history->series[i];
        size_t run = 0;
        while (run < history->runs && isfinite(series->value[run]))
            run++;
        if (run == history->runs) {
            history->series[kept++] = *series;
            continue;
        }
        words_say(notes, "%s: %s has none: left out", series->name, runs->run[run].directory);
        free(series->value);
    }
    history->count = kept;
}

static void print_table(const struct history *history, const struct export_runs *runs, FILE *out) {
    fputs("time,version,profile,directory", out);
    for (size_t i = 0; i < history->count; i++) {
        fputc(',', out);
        csv_text(out, history->series[i].name);
    }
    for (size_t r = 0; r < runs->count; r++) {
        const struct plan *plan = &runs->run[r].plan;
        const char *const text[] = {plan->created, plan->version, plan->profile,
                                    runs->run[r].directory};
        for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
            fputc(i ? ',' : '\n', out);
            csv_text(out, text[i]);
        }
        for (size_t i = 0; i < history->count; i++)
            fprintf(out, ",%.9g", history->series[i].value[r]);
    }
    fputc('\n', out);
}

/* A YAML text in double quotes: with the escapes of JSON, which YAML 1.2 contains. */
static int put_quoted(FILE *out, const char *text) {
    cleanup_json json_t *json = json_string(text);
    return json ? json_dumpf(json, out, JSON_ENCODE_ANY | JSON_ENSURE_ASCII) : -1;
}

static int print_description(const struct history *history, const char *table, FILE *out) {
    fputs("tests:\n  virtax:\n    type: csv\n    file: ", out);
    int status = put_quoted(out, table);
    fputs("\n    time_column: time\n    attributes: [version, profile, directory]\n    metrics:\n",
          out);
    for (size_t i = 0; i < history->count && status == 0; i++) {
        const struct series *series = &history->series[i];
        fputs("      ", out);
        status = put_quoted(out, series->name);
        fprintf(out, ":\n        direction: %d\n        scale: 1\n",
                series->direction == LOWER_IS_BETTER ? -1 : 1);
    }
    return status;
}

static int write_both(const struct history *history, const struct export_runs *runs,
                      const char *path, struct error *err) {
    cleanup_free char *table = NULL, *description = NULL, *beside = NULL;
    size_t table_size = 0, description_size = 0;
    FILE *out = open_memstream(&table, &table_size);
    FILE *yaml = open_memstream(&description, &description_size);
    if (!out || !yaml)
        return error_errno(err, "%s", path);
    print_table(history, runs, out);
    int status = print_description(history, path, yaml);
    if (fclose(out) != 0 || fclose(yaml) != 0 || status < 0 ||
        asprintf(&beside, "%s.yaml", path) < 0)
        return error_failed(err, "%s: cannot be written (a text that is not UTF-8?)", path);
    return file_write(path, table, table_size, err) < 0
               ? -1
               : file_write(beside, description, description_size, err);
}

int otava_write(const struct export_runs *runs, const char *path, struct words *notes,
                struct error *err) {
    struct history history = {.runs = runs->count};
    int status = 0;
    for (size_t r = 0; r < runs->count && status == 0; r++)
        status = add_run(&history, r, &runs->run[r], notes, err);
    if (status == 0) {
        keep_whole(&history, runs, notes);
        status = history.count > 0
                     ? write_both(&history, runs, path, err)
                     : error_failed(err, "otava: these runs have no result in common");
    }
    history_free(&history);
    return status;
}
