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

static double bucket_us(const struct histogram *h, size_t bucket) {
    uint64_t upper = histogram_upper(bucket);
    return us_per_ns * (double)(upper < h->max_ns ? upper : h->max_ns);
}

static void write_line(FILE *out, double us, double share, uint64_t count) {
    fprintf(out, "%12.3f %2.12f %10" PRIu64, us, share, count);
    if (share < 1)
        fprintf(out, " %14.2f", 1 / (1 - share));
    putc('\n', out);
}

/* One line for each step that ends in a bucket, until all samples are below it. */
static void write_lines(const struct histogram *h, FILE *out) {
    uint64_t before = 0;
    double share = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS && before < h->count; i++) {
        before += h->bucket[i];
        for (; h->bucket[i] > 0 && before < h->count && share <= (double)before / (double)h->count;
             share = next_share(share))
            write_line(out, bucket_us(h, i), share, before);
    }
    write_line(out, us_per_ns * (double)h->max_ns, 1, h->count);
}

static double deviation_us(const struct histogram *h) {
    double mean = histogram_mean(h), sum = 0;
    for (size_t i = 0; i < HISTOGRAM_BUCKETS; i++) {
        double off = h->bucket[i] > 0 ? bucket_us(h, i) - mean : 0;
        sum += off * off * (double)h->bucket[i];
    }
    return h->count > 0 ? sqrt(sum / (double)h->count) : 0;
}

int hgrm_write(const struct histogram *h, const char *path, struct error *err) {
    FILE *out = fopen(path, "we");
    if (!out)
        return error_errno(err, "%s", path);
    fprintf(out, "%12s %14s %10s %14s\n\n", "Value", "Percentile", "TotalCount",
            "1/(1-Percentile)");
    write_lines(h, out);
    fprintf(out, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n", histogram_mean(h),
            deviation_us(h));
    fprintf(out, "#[Max     = %12.3f, Total count    = %12" PRIu64 "]\n",
            us_per_ns * (double)h->max_ns, h->count);
    fprintf(out, "#[Buckets = %12d, SubBuckets     = %12d]\n", 65 - HISTOGRAM_BITS,
            1 << HISTOGRAM_BITS);
    bool failed = ferror(out);
    return fclose(out) != 0 || failed ? error_errno(err, "%s: writing", path) : 0;
}
