/* tally.c - counts added up, and told as rates and latencies. */
#include "redisload/tally.h"

#include "common/cleanup.h"
#include "harness/record.h"

#include <math.h>
#include <stdio.h>

static const char *const kind_names[KINDS] = {"set", "get"};

void tally_add(struct tally *into, const struct tally *part) {
    for (int kind = 0; kind < KINDS; kind++) {
        into->done[kind] += part->done[kind];
        histogram_merge(&into->latency[kind], &part->latency[kind]);
    }
    histogram_merge(&into->service, &part->service);
    into->hits += part->hits;
    into->lag_s = fmax(into->lag_s, part->lag_s);
    into->cpu_s += part->cpu_s;
    into->wall_s += part->wall_s;
}

uint64_t tally_done(const struct tally *tally) {
    return tally->done[KIND_SET] + tally->done[KIND_GET];
}

static int add(const char *x, uint64_t done, const struct histogram *latency, double seconds,
               json_t *record, struct error *err) {
    double rate = (double)done / seconds;
    char prefix[16];
    if (done == 0)
        return 0;
    snprintf(prefix, sizeof prefix, "%s-", x);
    return record_result(record, "throughput", x, "req/s", &rate, 1, err) < 0
               ? -1
               : histogram_report(latency, prefix, x, record, err);
}

int tally_results(const struct tally *tally, double seconds, json_t *record, struct error *err) {
    cleanup_free struct histogram *all = calloc(1, sizeof *all);
    if (!all)
        return error_errno(err, "a histogram");
    for (int kind = 0; kind < KINDS; kind++) {
        histogram_merge(all, &tally->latency[kind]);
        if (add(kind_names[kind], tally->done[kind], &tally->latency[kind], seconds, record, err) <
            0)
            return -1;
    }
    if (add("all", tally_done(tally), all, seconds, record, err) < 0)
        return -1;
    return tally->service.count > 0
               ? histogram_report(&tally->service, "service-", "service", record, err)
               : 0;
}

int tally_slice(const struct tally *tally, double seconds, struct slice *slice, struct error *err) {
    static const char *const rates[] = {"throughput", NULL};
    cleanup_json json_t *record = json_pack("{s:[]}", "results");
    if (!record)
        return error_failed(err, "building the record: out of memory");
    return tally_results(tally, seconds, record, err) < 0
               ? -1
               : slice_results(slice, record, rates, seconds, err);
}
