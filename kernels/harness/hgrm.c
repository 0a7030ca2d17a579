/* hgrm.c - percentiles in steps that halve with what is left. */
#include "harness/hgrm.h"

#include "common/cleanup.h"

#include <inttypes.h>
#include <math.h>

enum { TICKS_PER_HALF = 5 };
static const double us_per_ns = 1e-3;

/* The next percentile after this one, both as shares. */
static double next_share(double share) {
    double halvings = floor(log2(1 / (1 - share))) + 1;
    return share + 1 / (TICKS_PER_HALF * exp2(halvings));
}

static uint64_t samples_of(const struct hgrm *hgrm) {
    uint64_t samples = 0;
    for (size_t i = 0; i < hgrm->count; i++)
        samples += hgrm->bucket[i].samples;
    return samples;
}

static double largest(const struct hgrm *hgrm) {
    return hgrm->count > 0 ? hgrm->bucket[hgrm->count - 1].upper : 0;
}

static void write_line(FILE *out, double value, double share, uint64_t count) {
    fprintf(out, "%12.3f %2.12f %10" PRIu64, value, share, count);
    if (share < 1)
        fprintf(out, " %14.2f", 1 / (1 - share));
    putc('\n', out);
}

/* One line for each step that ends in a bucket, until all samples are below it. */
static void write_lines(const struct hgrm *hgrm, FILE *out) {
    uint64_t before = 0, all = samples_of(hgrm);
    double share = 0;
    for (size_t i = 0; i < hgrm->count; i++) {
        before += hgrm->bucket[i].samples;
        for (; before < all && share <= (double)before / (double)all; share = next_share(share))
            write_line(out, hgrm->bucket[i].upper, share, before);
    }
    write_line(out, largest(hgrm), 1, all);
}

static double deviation(const struct hgrm *hgrm) {
    double sum = 0;
    uint64_t samples = samples_of(hgrm);
    for (size_t i = 0; i < hgrm->count; i++) {
        double off = hgrm->bucket[i].upper - hgrm->mean;
        sum += off * off * (double)hgrm->bucket[i].samples;
    }
    return samples > 0 ? sqrt(sum / (double)samples) : 0;
}

int hgrm_write_buckets(const struct hgrm *hgrm, const char *path, struct error *err) {
    FILE *out = fopen(path, "we");
    if (!out)
        return error_errno(err, "%s", path);
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
            "1/(1-Percentile)");
    write_lines(hgrm, out);
    fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", hgrm->mean, deviation(hgrm));
    fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n", largest(hgrm),
            samples_of(hgrm));
    fprintf(out, "#[Buckets = %12u, SubBuckets     = %12u]\n", hgrm->buckets, hgrm->sub_buckets);
    bool failed = ferror(out);
    return fclose(out) != 0 || failed ? error_errno(err, "%s: writing", path) : 0;
}

int hgrm_write(const struct histogram *h, const char *path, struct error *err) {
    cleanup_free struct hgrm_bucket *bucket = calloc(HISTOGRAM_BUCKETS, sizeof *bucket);
    struct hgrm hgrm = {.bucket = bucket,
                        .mean = histogram_mean(h),
                        .buckets = 65 - HISTOGRAM_BITS,
                        .sub_buckets = 1 << HISTOGRAM_BITS};
    if (!bucket)
        return error_errno(err, "%s", path);
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        uint64_t upper = histogram_upper(i) < h->max_ns ? histogram_upper(i) : h->max_ns;
        if (h->bucket[i] > 0)
            bucket[hgrm.count++] = (struct hgrm_bucket){us_per_ns * (double)upper, h->bucket[i]};
    }
    return hgrm_write_buckets(&hgrm, path, err);
}
