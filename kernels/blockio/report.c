/* report.c - rates, latencies, intervals, checks and evidence of a run as a record. */
#include "report.h"

#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/record.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Seconds that the interval really covers: the last may be cut short. */
static double covered(const struct measure *m, size_t interval) {
    return fmin(INTERVAL_S, m->options->common.time_s - INTERVAL_S * (double)interval);
}

static int add_intervals(const struct measure *m, json_t *record, struct error *err) {
    double megabytes = (double)m->options->block * 1e-6;
    json_t *list = json_array();
    for (size_t i = 0; i < m->total.intervals; i++) {
        const uint64_t *done = m->total.interval[i].done;
        double read = (double)done[KIND_READ] / covered(m, i);
        double write = (double)done[KIND_WRITE] / covered(m, i);
        json_array_append_new(list,
                              json_pack("{s:f, s:f, s:f, s:f, s:f}", "start_s",
                                        INTERVAL_S * (double)i, "value", read + write, "read", read,
                                        "write", write, "bandwidth", (read + write) * megabytes));
    }
    if (json_object_set_new(record, "intervals", list) < 0)
        return error_failed(err, "building the record: out of memory");
    return 0;
}

static int add_verify(const struct measure *m, json_t *record, struct error *err) {
    const struct tally *total = &m->total;
    if (total->wrong > 0)
        return record_check(record, "verify", false, err, "%" PRIu64 " blocks are wrong; first: %s",
                            total->wrong, total->first_wrong.text);
    return record_check(record, "verify", true, err,
                        "all %" PRIu64 " blocks hold what was written last",
                        m->target->size / m->options->block);
}

static int add_checks(const struct measure *m, json_t *record, struct error *err) {
    const struct extents *extents = &m->target->extents;
    if (extents->known && record_check(record, "extents", extents->missing_bytes == 0, err,
                                       "%" PRIu64 " bytes were not on the device when timing began",
                                       extents->missing_bytes) < 0)
        return -1;
    return m->options->verify ? add_verify(m, record, err) : 0;
}

int report_results(const struct measure *m, json_t *record, struct error *err) {
    double cpu_s = usage_cpu_s(&m->end.process) - usage_cpu_s(&m->begin.process);
    if (tally_done(&m->total) == 0)
        return error_failed(err, "%s: nothing was done within --time", m->options->path);
    if (tally_results(&m->total, m->options->block, m->options->common.time_s, cpu_s, record, err) <
            0 ||
        (!m->options->common.slices && add_intervals(m, record, err) < 0) ||
        record_usage(record, usage_between(&m->begin, &m->end), err) < 0)
        return -1;
    return add_checks(m, record, err);
}

/* What tally_results() adds of each kind; all requests together are the work that is paid for. */
static int yield_rates(const char *x, json_t *list, struct error *err) {
    static const struct kernel_cost cost = {"CPU-us/IO", 1e6,
                                            "What it costs: CPU-microseconds for each I/O"};
    bool all = strcmp(x, "all") == 0;
    const struct kernel_result rates[] = {
        {"iops", x, "IOPS", BETTER_HIGHER, "I/O", all ? &cost : NULL},
        {"bandwidth", x, "MB/s", BETTER_HIGHER, "MB", NULL},
        {0},
    };
    return kernel_results_add(list, rates, err);
}

int report_yields(const void *options, json_t *list, struct error *err) {
    unsigned writes = blockio_write_percent(options);
    static const struct kernel_result cpu = {"cpu", "per-request", "us", BETTER_LOWER, 0, 0};
    if ((writes < 100 &&
         (yield_rates("read", list, err) < 0 || histogram_yields("read-", list, err) < 0)) ||
        (writes > 0 &&
         (yield_rates("write", list, err) < 0 || histogram_yields("write-", list, err) < 0)) ||
        yield_rates("all", list, err) < 0 || histogram_yields("submit-", list, err) < 0)
        return -1;
    return kernel_result_add(list, &cpu, err);
}

static json_t *extents_evidence(const struct target *t) {
    if (t->device || !t->extents.known)
        return json_null();
    return json_pack("{s:I, s:I}", "count", (json_int_t)t->extents.count, "missing_bytes",
                     (json_int_t)t->extents.missing_bytes);
}

/* As the kernel has it, not as it was asked for. */
static bool is_direct(const struct target *t) {
    int flags = fcntl(t->fd, F_GETFL);
    return flags >= 0 && (flags & O_DIRECT);
}

static int target_evidence(const struct measure *m, json_t *record, struct error *err) {
    const struct target *t = m->target;
    if (record_evidence(record, "target", json_string(t->device ? "device" : "file"), err) < 0 ||
        evidence_of_mount(record, &t->mount, err) < 0 ||
        record_evidence(record, "size", json_integer((json_int_t)t->size), err) < 0 ||
        record_evidence(record, "laid_out", json_boolean(t->laid_out), err) < 0 ||
        record_evidence(record, "extents", extents_evidence(t), err) < 0)
        return -1;
    return record_evidence(record, "direct", json_boolean(is_direct(t)), err);
}

/* Requests that were meant to start in the timed region but were not done by its end: their latency
 * is in no histogram. */
static json_int_t rate_missed(const struct measure *m) {
    double meant = m->options->rate * m->options->common.time_s;
    double missed = meant - (double)tally_done(&m->total);
    return missed > 0 ? (json_int_t)missed : 0;
}

int report_evidence(const struct measure *m, enum engine_name engine, const char *why,
                    json_t *record, struct error *err) {
    struct memory_facts facts;
    if (memory_examine(&m->memory, &facts, err) < 0 ||
        evidence_after(record, &m->team.used, isa_best(), &facts, err) < 0 ||
        record_evidence(record, "engine", json_string(engine_names[engine]), err) < 0 ||
        record_evidence(record, "engine_why", json_string(why), err) < 0)
        return -1;
    const char *key;
    json_t *value;
    json_object_foreach(m->engine_evidence, key, value) {
        if (record_evidence(record, key, json_incref(value), err) < 0)
            return -1;
    }
    if (m->options->rate > 0 &&
        record_evidence(record, "rate_missed", json_integer(rate_missed(m)), err) < 0)
        return -1;
    return target_evidence(m, record, err);
}
