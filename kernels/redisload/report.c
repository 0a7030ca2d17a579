/* report.c - rates, latencies and evidence of a run as a record. */
#include "redisload/report.h"

#include "common/cleanup.h"
#include "harness/evidence.h"
#include "harness/hgrm.h"
#include "harness/kernel.h"
#include "harness/record.h"

#include <stdio.h>
#include <string.h>

static const struct kernel_cost cost = {"CPU-us/request", 1e6,
                                        "What it costs: CPU-microseconds for each request"};

static int yield(const char *x, json_t *list, struct error *err) {
    bool all = strcmp(x, "all") == 0;
    char prefix[16];
    const struct kernel_result rate = {"throughput",  x,         "req/s",
                                       BETTER_HIGHER, "request", all ? &cost : NULL};
    snprintf(prefix, sizeof prefix, "%s-", x);
    return kernel_result_add(list, &rate, err) < 0 ? -1 : histogram_yields(prefix, list, err);
}

int load_yields(const void *options, json_t *list, struct error *err) {
    const struct redisload_options *o = options;
    if ((o->mix.set > 0 && yield("set", list, err) < 0) ||
        (o->mix.get > 0 && yield("get", list, err) < 0) || yield("all", list, err) < 0)
        return -1;
    return o->rate > 0 ? histogram_yields("service-", list, err) : 0;
}

/* --requests end by themselves. */
static double seconds(const struct load *l) {
    double time_s = l->options->common.time_s;
    return time_s > 0 ? time_s : l->end.wall_s - l->begin.wall_s;
}

static int write_hgrm(const struct load *l, struct error *err) {
    cleanup_free struct histogram *all = calloc(1, sizeof *all);
    if (!all)
        return error_errno(err, "a histogram");
    for (int kind = 0; kind < KINDS; kind++)
        histogram_merge(all, &l->total.latency[kind]);
    return hgrm_write(all, l->options->hgrm_file, err);
}

int load_results(const struct load *l, json_t *record, struct error *err) {
    if (tally_done(&l->total) == 0)
        return error_failed(err, "%s: nothing was answered within --time", l->control.name);
    if (tally_results(&l->total, seconds(l), record, err) < 0 ||
        (l->options->hgrm_file && write_hgrm(l, err) < 0))
        return -1;
    return record_usage(record, usage_between(&l->begin, &l->end), err);
}

static double number(const json_t *object, const char *key) {
    return json_number_value(json_object_get(object, key));
}

/* The CPU time is of all windows and their warming up, as the loaders' own time is. */
static json_t *server(const struct load *l) {
    double used_s = number(l->server_after, "used_cpu_s") - number(l->server_before, "used_cpu_s");
    double wall_s = l->total.wall_s / l->options->common.threads;
    json_t *told = json_copy(l->server_after);
    json_object_set_new(told, "used_cpu_s", json_real(used_s));
    json_object_set_new(told, "cpu_share", json_real(wall_s > 0 ? used_s / wall_s : 0));
    static const char *const counters[] = {"evicted_keys", "rdb_saves"};
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        json_object_set_new(told, counters[i],
                            json_integer((json_int_t)(number(l->server_after, counters[i]) -
                                                      number(l->server_before, counters[i]))));
    return told;
}

/* Keys and values alone, of what was answered within windows: more was moved than that. */
static json_t *payload(const struct load *l) {
    const struct redisload_options *o = l->options;
    uint64_t values = l->total.done[KIND_SET] + l->total.hits;
    return json_pack("{s:I}", "total_bytes",
                     (json_int_t)(tally_done(&l->total) * o->key_size + values * o->value_size));
}

static int add_open_loop(const struct load *l, json_t *record, struct error *err) {
    double achieved = (double)tally_done(&l->total) / seconds(l) / l->options->rate;
    if (record_evidence(record, "achieved_share", json_real(achieved), err) < 0)
        return -1;
    return record_evidence(record, "largest_lag_us", json_real(1e6 * l->total.lag_s), err);
}

int load_evidence(const struct load *l, json_t *record, struct error *err) {
    uint64_t gets = l->total.done[KIND_GET];
    bool open = l->options->rate > 0;
    const char *loop = open ? "open: timed from the intended start"
                            : "closed: each client asks again when it has its answer";
    if (evidence_after(record, &l->team.used, isa_best(), NULL, err) < 0 ||
        record_evidence(record, "peer", json_string(l->control.name), err) < 0 ||
        record_evidence(record, "loop", json_string(loop), err) < 0 ||
        record_evidence(record, "server", server(l), err) < 0 ||
        record_evidence(record, "client", payload(l), err) < 0 ||
        record_evidence(record, "load_cpu_share", json_real(l->busiest_share), err) < 0 ||
        record_evidence(record, "hit_rate",
                        gets ? json_real((double)l->total.hits / (double)gets) : json_null(),
                        err) < 0)
        return -1;
    return open ? add_open_loop(l, record, err) : 0;
}
