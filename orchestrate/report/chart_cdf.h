/* chart_cdf.h - latencies as cumulative distributions ("chart = cdf"). */
#ifndef VIRTAX_CHART_CDF_H
#define VIRTAX_CHART_CDF_H

#include "output.h"

/* The histograms of several records together; zeroed: none. */
struct distribution {
    size_t count;
    struct bucket {
        double upper, count;
    } * bucket;
    double total;
};

/* A record's histograms: its kernel's, or else its peer's; NULL where there are none. */
const json_t *distributions_of(const json_t *record);

/* Adds its histogram of that metric and x, if it has one; -1 where memory is short. */
int distribution_add(struct distribution *distribution, const json_t *record, const char *metric,
                     const char *x);

/* Before distribution_at. */
void distribution_sort(struct distribution *distribution);

/* The upper end of the bucket up to which `share` (0 to 1) of all lies; NAN of none. */
double distribution_at(const struct distribution *distribution, double share);

void distribution_free(struct distribution *distribution);

/* A chart_script. An error where no valid record has a histogram. */
int chart_cdf_script(FILE *script, const struct results *results, const struct summary *summary,
                     const char *path, struct error *err);

#endif
