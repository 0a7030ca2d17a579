/* report.c - the value of an operation is the median of its batches, since what else the machine
 * does meets a few of them; percentiles say how far these stray. */
#include "kernelops/report.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "harness/kernel.h"
#include "harness/record.h"
#include "kernelops/vdso.h"

#include <string.h>

static const struct {
    const char *metric;
    unsigned hundredths;
} percentiles[] = {{"p90", 9000}, {"p99", 9900}};
enum { PERCENTILES = sizeof percentiles / sizeof *percentiles };

static int yield(const char *metric, const struct operation *operation, json_t *list,
                 struct error *err) {
    const struct kernel_result row = {metric, operation->name, "ns", BETTER_LOWER, NULL, NULL};
    return kernel_result_add(list, &row, err);
}

int kernelops_results(uint64_t set, json_t *list, struct error *err) {
    for (size_t i = 0; i < operations_count(); i++) {
        if (!(set >> i & 1))
            continue;
        if (yield("time", operation_nth(i), list, err) < 0)
            return -1;
        for (size_t p = 0; p < PERCENTILES; p++) {
            if (yield(percentiles[p].metric, operation_nth(i), list, err) < 0)
                return -1;
        }
    }
    return 0;
}

/* Of what was counted in picoseconds the histogram tells thousandths: nanoseconds. */
static int add_distribution(const struct trial *trial, json_t *record, struct error *err) {
    const char *name = trial->operation->name;
    for (size_t p = 0; p < PERCENTILES; p++) {
        double ns;
        if (histogram_percentile(&trial->all, percentiles[p].hundredths, &ns) &&
            record_result(record, percentiles[p].metric, name, "ns", &ns, 1, err) < 0)
            return -1;
    }
    return histogram_buckets(&trial->all, "time", name, "ns", record, err);
}

static int add_numbers(const struct trial *trial, json_t *record, struct error *err) {
    const struct samples *rounds = &trial->rounds;
    if (record_result(record, "time", trial->operation->name, "ns", rounds->value, rounds->count,
                      err) < 0)
        return -1;
    return add_distribution(trial, record, err);
}

/* Slices that ended before an operation failed had numbers of it. */
static void take_back(const struct trial *trial, json_t *record) {
    json_t *results = json_object_get(record, "results");
    for (size_t i = json_array_size(results); i-- > 0;) {
        const json_t *result = json_array_get(results, i);
        if (strcmp(json_string_value(json_object_get(result, "x")), trial->operation->name) == 0)
            json_array_remove(results, i);
    }
}

static int add_trial(const struct trial *trial, json_t *record, struct error *err) {
    const char *name = trial->operation->name;
    if (trial->lacks)
        return 0;
    if (trial->failure.status != STATUS_OK) {
        take_back(trial, record);
        return record_check(record, name, false, err, "%s", trial->failure.text);
    }
    return add_numbers(trial, record, err) < 0
               ? -1
               : record_check(record, name, true, err, "%llu batches of %u, none failed",
                              (unsigned long long)trial->all.count, trial->operation->times);
}

static int add_clock(json_t *record, struct error *err) {
    cleanup_free char *source =
        setting_read("/sys/devices/system/clocksource/clocksource0/current_clocksource", NULL);
    int user_space = vdso_reads_clock();
    return record_evidence(record, "clock",
                           json_pack("{s:s?, s:o}", "source", source, "vdso",
                                     user_space < 0 ? json_null() : json_boolean(user_space)),
                           err);
}

static int add_left_out(const struct trials *trials, json_t *record, struct error *err) {
    json_t *left_out = json_object();
    for (size_t i = 0; i < trials->count; i++) {
        const struct trial *trial = &trials->trial[i];
        if (trial->lacks)
            json_object_set_new(left_out, trial->operation->name, json_string(trial->lacks));
    }
    return record_evidence(record, "left_out", left_out, err);
}

int kernelops_report(const struct trials *trials, json_t *record, struct error *err) {
    for (size_t i = 0; i < trials->count; i++) {
        if (add_trial(&trials->trial[i], record, err) < 0)
            return -1;
    }
    return add_clock(record, err) < 0 ? -1 : add_left_out(trials, record, err);
}
