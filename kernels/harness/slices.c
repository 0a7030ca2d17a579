/* slices.c - orders in, answers out, and a sample of every result for every slice. */
#include "harness/slices.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "harness/marks.h"
#include "harness/record.h"
#include "harness/samples.h"

#include <math.h>
#include <string.h>

static int short_of_memory(struct error *err) {
    return error_failed(err, "slices: out of memory");
}

int slice_begin(struct slice *slice, struct error *err) {
    return usage_note(&slice->begin, err);
}

int slice_end(struct slice *slice, struct error *err) {
    return usage_note(&slice->end, err);
}

static int add(struct slice *slice, json_t *result, struct error *err) {
    return json_array_append_new(slice->results, result) < 0 ? short_of_memory(err) : 0;
}

int slice_value(struct slice *slice, const char *metric, const char *x, const char *unit,
                double value, struct error *err) {
    if (!isfinite(value))
        return error_failed(err, "%s %s: no number", metric, x);
    return add(
        slice,
        json_pack("{s:s, s:s, s:s, s:f}", "metric", metric, "x", x, "unit", unit, "value", value),
        err);
}

int slice_rate(struct slice *slice, const char *metric, const char *x, const char *unit,
               double work, double seconds, struct error *err) {
    if (!(seconds > 0))
        return error_failed(err, "%s %s: work that took no time", metric, x);
    if (work == 0)
        return 0;
    return add(slice,
               json_pack("{s:s, s:s, s:s, s:f, s:f}", "metric", metric, "x", x, "unit", unit,
                         "value", work / seconds, "work", work),
               err);
}

static bool is_among(const char *const *names, const char *name) {
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names;
}

int slice_results(struct slice *slice, const json_t *record, const char *const *rates,
                  double seconds, struct error *err) {
    size_t i;
    json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        const char *metric = json_string_value(json_object_get(result, "metric"));
        const char *x = json_string_value(json_object_get(result, "x"));
        const char *unit = json_string_value(json_object_get(result, "unit"));
        double value = json_number_value(json_object_get(result, "value"));
        if ((is_among(rates, metric)
                 ? slice_rate(slice, metric, x, unit, value * seconds, seconds, err)
                 : slice_value(slice, metric, x, unit, value, err)) < 0)
            return -1;
    }
    return 0;
}

/* The slices of a run until now. */
struct course {
    const struct slicing *slicing;
    size_t count;
    json_t *results; /* as the record's, each with a sample or null for each slice */
    json_t *begin_s, *end_s, *warm_s, *warm_cpu_s;
    struct usage used;
    double cpu_s; /* of the process, when it began to wait */
};

static json_t *same_result(json_t *results, const json_t *wanted) {
    size_t i;
    json_t *result;
    json_array_foreach(results, i, result) {
        if (json_equal(json_object_get(result, "metric"), json_object_get(wanted, "metric")) &&
            json_equal(json_object_get(result, "x"), json_object_get(wanted, "x")))
            return result;
    }
    return NULL;
}

/* Appends nulls until there is a sample for each of so many slices. */
static int pad(json_t *result, size_t slices, struct error *err) {
    json_t *samples = json_object_get(result, "samples");
    while (json_array_size(samples) < slices) {
        if (json_array_append_new(samples, json_null()) < 0)
            return short_of_memory(err);
    }
    return 0;
}

static json_t *new_result(struct course *course, const json_t *like) {
    json_t *result = json_pack("{s:O, s:O, s:O, s:n, s:[]}", "metric",
                               json_object_get(like, "metric"), "x", json_object_get(like, "x"),
                               "unit", json_object_get(like, "unit"), "value", "samples");
    return json_array_append_new(course->results, result) < 0 ? NULL : result;
}

static int keep_results(struct course *course, const struct slice *slice, struct error *err) {
    size_t i;
    json_t *given, *result;
    json_array_foreach(slice->results, i, given) {
        result = same_result(course->results, given);
        if (!result && !(result = new_result(course, given)))
            return short_of_memory(err);
        json_t *samples = json_object_get(result, "samples");
        if (pad(result, course->count, err) < 0)
            return -1;
        if (json_array_size(samples) > course->count)
            return error_failed(err, "%s %s: two values in one slice",
                                json_string_value(json_object_get(given, "metric")),
                                json_string_value(json_object_get(given, "x")));
        if (json_array_append(samples, json_object_get(given, "value")) < 0)
            return short_of_memory(err);
    }
    json_array_foreach(course->results, i, result) {
        if (pad(result, course->count + 1, err) < 0)
            return -1;
    }
    return 0;
}

static double begin_s(const struct slice *slice) {
    return slice->begin.wall_s;
}

/* When an order came, by the clock and by what the process had used. */
struct moment {
    double s, cpu_s;
};

static int keep_times(struct course *course, const struct slice *slice, struct moment order,
                      struct error *err) {
    double warm_cpu_s = usage_cpu_s(&slice->begin.process) - order.cpu_s;
    usage_add(&course->used, &slice->begin, &slice->end);
    if (json_array_append_new(course->begin_s, json_real(begin_s(slice))) < 0 ||
        json_array_append_new(course->end_s, json_real(slice->end.wall_s)) < 0 ||
        json_array_append_new(course->warm_s, json_real(begin_s(slice) - order.s)) < 0 ||
        json_array_append_new(course->warm_cpu_s, json_real(fmax(warm_cpu_s, 0))) < 0)
        return short_of_memory(err);
    return 0;
}

/* Of results with the same x the first one's work: what is counted in two ways is done once. */
static json_t *work_of(const struct slice *slice) {
    json_t *all = json_object();
    size_t i;
    json_t *result;
    json_array_foreach(slice->results, i, result) {
        const char *x = json_string_value(json_object_get(result, "x"));
        json_t *work = json_object_get(result, "work");
        if (work && !json_object_get(all, x))
            json_object_set(all, x, work);
    }
    return all;
}

static int answer(const struct course *course, const struct slice *slice, double order_s,
                  double waited_cpu_s, struct error *err) {
    cleanup_json json_t *line = json_pack(
        "{s:I, s:f, s:f, s:f, s:f, s:f, s:o}", "slice", (json_int_t)course->count, "begin_s",
        begin_s(slice), "end_s", slice->end.wall_s, "answer_s", clock_now(), "warm_s",
        begin_s(slice) - order_s, "waited_cpu_s", waited_cpu_s, "work", work_of(slice));
    if (!line)
        return short_of_memory(err);
    return record_print_line(line, stdout, err) < 0
               ? error_wrap(err, "answering slice %zu", course->count)
               : 0;
}

static int do_slice(struct course *course, double seconds, struct error *err) {
    cleanup_json json_t *results = json_array();
    struct slice slice = {.seconds = seconds, .results = results};
    struct moment order = {clock_now(), clock_process_cpu()};
    if (course->count == 0 && mark_begin(err) < 0)
        return -1;
    if (course->slicing->run(course->slicing->state, &slice, err) < 0)
        return error_wrap(err, "slice %zu", course->count);
    if (keep_results(course, &slice, err) < 0 || keep_times(course, &slice, order, err) < 0 ||
        answer(course, &slice, order.s, order.cpu_s - course->cpu_s, err) < 0)
        return -1;
    course->cpu_s = clock_process_cpu();
    course->count++;
    return 0;
}

static int follow(struct course *course, struct error *err) {
    const struct slicing *slicing = course->slicing;
    struct slice_orders *orders = slice_orders_stdin();
    int order = SLICE_ORDER_RUN;
    if (mark_ready(err) < 0)
        return -1;
    course->cpu_s = clock_process_cpu();
    while (order == SLICE_ORDER_RUN) {
        double seconds;
        if (slicing->wait && !slice_orders_ready(orders) && slicing->wait(slicing->state, err) < 0)
            return -1;
        order = slice_orders_next(orders, &seconds, err);
        if (order == SLICE_ORDER_RUN && do_slice(course, seconds, err) < 0)
            return -1;
        if (order == SLICE_ORDER_POPULATE)
            return error_usage(err, "stdin: 'populate': nothing is left to populate");
    }
    if (order < 0)
        return -1;
    if (course->count == 0)
        return error_failed(err, "stdin ended before the first slice: nothing is measured");
    return mark_end(err);
}

/* The median of the samples that are there. */
static int set_value(json_t *result, struct error *err) {
    json_t *samples = json_object_get(result, "samples"), *sample;
    cleanup_free double *number = calloc(json_array_size(samples), sizeof *number);
    size_t i, count = 0;
    if (!number)
        return short_of_memory(err);
    json_array_foreach(samples, i, sample) {
        if (json_is_number(sample))
            number[count++] = json_number_value(sample);
    }
    return json_object_set_new(result, "value", json_real(samples_median(number, count))) < 0
               ? short_of_memory(err)
               : 0;
}

static int conclude(struct course *course, json_t *record, struct error *err) {
    size_t i;
    json_t *result;
    json_array_foreach(course->results, i, result) {
        if (set_value(result, err) < 0)
            return -1;
    }
    static const struct usage nothing;
    json_t *times =
        json_pack("{s:O, s:O, s:O, s:O}", "begin_s", course->begin_s, "end_s", course->end_s,
                  "warm_s", course->warm_s, "warm_cpu_s", course->warm_cpu_s);
    if (json_object_set(record, "results", course->results) < 0 ||
        record_usage(record, usage_between(&nothing, &course->used), err) < 0 ||
        json_object_set_new(record, "slices", times) < 0)
        return short_of_memory(err);
    return record_evidence(record, "slice_warming", json_string(course->slicing->warming), err);
}

int slices_follow(const struct slicing *slicing, json_t *record, struct error *err) {
    cleanup_json json_t *results = json_array(), *begins = json_array(), *ends = json_array(),
                        *warms = json_array(), *warm_cpu = json_array();
    struct course course = {.slicing = slicing,
                            .results = results,
                            .begin_s = begins,
                            .end_s = ends,
                            .warm_s = warms,
                            .warm_cpu_s = warm_cpu};
    return follow(&course, err) < 0 ? -1 : conclude(&course, record, err);
}
