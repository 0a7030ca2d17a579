/* tally.c - counts added up, and told as rates and latencies. */
#include "blockio/tally.h"

#include "common/cleanup.h"
#include "harness/record.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

const char *const kind_names[KINDS] = {"read", "write"};

uint64_t tally_done(const struct tally *tally) {
    return tally->done[KIND_READ] + tally->done[KIND_WRITE];
}

void tally_forget(struct tally *tally) {
    *tally = (struct tally){.intervals = tally->intervals, .interval = tally->interval};
}

/* Before the counts are added. */
static void merge_times(struct tally *total, const struct tally *part) {
    if (tally_done(part) == 0)
        return;
    if (tally_done(total) == 0 || part->first_s < total->first_s) {
        total->first_s = part->first_s;
        total->at_first = part->at_first;
    } else if (part->first_s == total->first_s) {
        total->at_first += part->at_first;
    }
    total->last_s = fmax(total->last_s, part->last_s);
}

int tally_add(struct tally *total, const struct tally *part, struct error *err) {
    if (!total->interval) {
        total->intervals = part->intervals;
        total->interval = calloc(part->intervals, sizeof *total->interval);
        if (!total->interval)
            return error_errno(err, "%zu intervals", part->intervals);
    }
    merge_times(total, part);
    for (int kind = 0; kind < KINDS; kind++) {
        total->done[kind] += part->done[kind];
        histogram_merge(&total->latency[kind], &part->latency[kind]);
        for (size_t i = 0; i < total->intervals; i++)
            total->interval[i].done[kind] += part->interval[i].done[kind];
    }
    histogram_merge(&total->submission, &part->submission);
    if (total->wrong == 0)
        total->first_wrong = part->first_wrong;
    total->wrong += part->wrong;
    return 0;
}

/* What was done in so many seconds. */
struct span {
    const struct tally *tally;
    uint64_t block;
    double seconds;
};

static int add_rates(const struct span *span, uint64_t done, const char *x, json_t *record,
                     struct error *err) {
    double iops = (double)done / span->seconds;
    double megabytes = iops * (double)span->block * 1e-6;
    if (record_result(record, "iops", x, "IOPS", &iops, 1, err) < 0)
        return -1;
    return record_result(record, "bandwidth", x, "MB/s", &megabytes, 1, err);
}

static int add_kind(const struct span *span, int kind, json_t *record, struct error *err) {
    const struct tally *total = span->tally;
    char prefix[16];
    snprintf(prefix, sizeof prefix, "%s-", kind_names[kind]);
    if (total->done[kind] == 0)
        return 0;
    if (add_rates(span, total->done[kind], kind_names[kind], record, err) < 0)
        return -1;
    return histogram_report(&total->latency[kind], prefix, kind_names[kind], record, err);
}

int tally_results(const struct tally *total, uint64_t block, double seconds, double cpu_s,
                  json_t *record, struct error *err) {
    const struct span span = {total, block, seconds};
    uint64_t done = tally_done(total);
    double cpu_us = 1e6 * cpu_s / (double)done;
    if (add_kind(&span, KIND_READ, record, err) < 0 ||
        add_kind(&span, KIND_WRITE, record, err) < 0 ||
        add_rates(&span, done, "all", record, err) < 0 ||
        (total->submission.count > 0 &&
         histogram_report(&total->submission, "submit-", "submit", record, err) < 0))
        return -1;
    return record_result(record, "cpu", "per-request", "us", &cpu_us, 1, err);
}

/* The time in which so many are done at the rate from the first one's end to the last one's. Why:
 * of 1 MiB a slice has a few dozen, and their number over the window would be one of few values,
 * the same for all series. Where all were done at once the window is all there is. */
static double seconds_of(const struct tally *tally, double window_s) {
    uint64_t after_first = tally_done(tally) - tally->at_first;
    double span_s = tally->last_s - tally->first_s;
    return after_first > 0 && span_s > 0 && span_s <= window_s
               ? span_s * (double)tally_done(tally) / (double)after_first
               : window_s;
}

int tally_slice(const struct tally *tally, uint64_t block, double window_s, struct slice *slice,
                struct error *err) {
    static const char *const rates[] = {"iops", "bandwidth", NULL};
    double seconds = seconds_of(tally, window_s);
    double cpu_s = usage_cpu_s(&slice->end.process) - usage_cpu_s(&slice->begin.process);
    cleanup_json json_t *record = json_pack("{s:[]}", "results");
    if (!record)
        return error_failed(err, "building the record: out of memory");
    return tally_results(tally, block, seconds, cpu_s, record, err) < 0
               ? -1
               : slice_results(slice, record, rates, seconds, err);
}
