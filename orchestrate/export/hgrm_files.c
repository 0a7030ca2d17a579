/* hgrm_files.c - the kernels' histograms, those of all blocks of a series together, in the text of
 * HdrHistogram's outputPercentileDistribution(), which plotFiles.html of hdrhistogram.org draws. */
#include "measures.h"

#include "common/cleanup.h"
#include "harness/hgrm.h"
#include "plan/sweep.h"
#include "report/chart_cdf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Whose histograms go together: those of one series at one swept value (-1: none). */
struct place {
    const struct results *run;
    size_t figure, series;
    int value;
};

static const json_t *record_at(const struct place *place, size_t block) {
    const struct plan *plan = &place->run->plan;
    const struct plan_block *of = &plan->block[block];
    const json_t *record = of->figure == place->figure && of->x == place->value
                               ? records_of(plan, of, place->series, &place->run->records)
                               : NULL;
    return json_is_true(json_object_get(record, "valid")) ? record : NULL;
}

/* Buckets with one upper end as one; the mean is of these ends, at most 0.8 % too large. */
static int write_distribution(const struct distribution *distribution, const char *path,
                              struct error *err) {
    cleanup_free struct hgrm_bucket *bucket = calloc(distribution->count + 1, sizeof *bucket);
    struct hgrm hgrm = {.bucket = bucket, .sub_buckets = 1};
    if (!bucket)
        return error_errno(err, "%s", path);
    for (size_t i = 0; i < distribution->count; i++) {
        double upper = distribution->bucket[i].upper, samples = distribution->bucket[i].count;
        if (hgrm.count == 0 || bucket[hgrm.count - 1].upper < upper)
            bucket[hgrm.count++].upper = upper;
        bucket[hgrm.count - 1].samples += (uint64_t)samples;
        hgrm.mean += upper * samples / distribution->total;
    }
    hgrm.buckets = (unsigned)hgrm.count;
    return hgrm_write_buckets(&hgrm, path, err);
}

/* "fig08-4-native-latency-read-us.hgrm": no part is a path. */
static void name_file(const struct place *place, const json_t *histogram, char *name, size_t size) {
    const struct plan_figure *figure = &place->run->plan.figure[place->figure];
    const char *const parts[] = {
        figure->name,
        place->value >= 0 ? figure->sweep_values.word[place->value] : "",
        figure->series[place->series].name,
        json_string_value(json_object_get(histogram, "metric")),
        json_string_value(json_object_get(histogram, "x")),
        json_string_value(json_object_get(histogram, "unit")),
    };
    size_t used = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i] && *parts[i] && used < size)
            used += (size_t)snprintf(name + used, size - used, "%s%s", i ? "-" : "", parts[i]);
    for (char *letter = name; *letter; letter++)
        if (strchr("/\\ :*?\"<>|", *letter))
            *letter = '_';
}

static int write_one(const struct place *place, const json_t *histogram, const char *directory,
                     struct error *err) {
    const char *metric = json_string_value(json_object_get(histogram, "metric"));
    const char *x = json_string_value(json_object_get(histogram, "x"));
    struct distribution distribution = {0};
    cleanup_free char *path = NULL;
    char name[256];
    int status = metric && x ? 0 : error_failed(err, "a histogram without a metric or an x");
    for (size_t b = 0; status == 0 && b < place->run->plan.block_count; b++)
        if (record_at(place, b) && distribution_add(&distribution, record_at(place, b), metric, x))
            status = error_failed(err, "a distribution: out of memory");
    distribution_sort(&distribution);
    name_file(place, histogram, name, sizeof name);
    if (status == 0 && asprintf(&path, "%s/%s.hgrm", directory, name) < 0)
        status = error_failed(err, "%s: out of memory", directory);
    if (status == 0 && distribution.total > 0)
        status = write_distribution(&distribution, path, err);
    distribution_free(&distribution);
    return status;
}

/* Which there are is told by the first block that has some. Counts the files. */
static int write_place(const struct place *place, const char *directory, size_t *files,
                       struct error *err) {
    const json_t *histograms = NULL, *histogram;
    size_t i;
    for (size_t b = 0; !histograms && b < place->run->plan.block_count; b++) {
        const json_t *record = record_at(place, b);
        histograms = distributions_of(record);
    }
    json_array_foreach(histograms, i, histogram) {
        if (write_one(place, histogram, directory, err) < 0)
            return -1;
        ++*files;
    }
    return 0;
}

static int write_figure(const struct results *run, size_t f, const char *directory, size_t *files,
                        struct error *err) {
    const struct plan_figure *figure = &run->plan.figure[f];
    int values = sweep_present(figure) ? (int)figure->sweep_values.count : 0;
    for (size_t s = 0; s < figure->series_count; s++)
        for (int value = values ? 0 : -1; value < values; value++) {
            const struct place place = {run, f, s, value};
            if (write_place(&place, directory, files, err) < 0)
                return -1;
        }
    return 0;
}

int hgrm_files_write(const struct export_runs *runs, const char *path, struct words *notes,
                     struct error *err) {
    const struct results *run = &runs->run[0];
    size_t files = 0;
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return error_errno(err, "%s", path);
    for (size_t f = 0; f < run->plan.figure_count; f++)
        if (!run->plan.figure[f].view_of && write_figure(run, f, path, &files, err) < 0)
            return -1;
    if (files == 0)
        return error_failed(err, "%s: no record has a distribution", run->directory);
    words_say(notes, "%s: %zu distribution%s", path, files, files == 1 ? "" : "s");
    return 0;
}
