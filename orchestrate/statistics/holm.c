/* holm.c - step-down adjustment, by rank. */
#include "holm.h"

#include "common/cleanup.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

/* NAN is put behind all others, which gsl_sort_index does not promise. */
static size_t rank(const double *p, size_t count, size_t *order) {
    cleanup_free double *finite = calloc(count + 1, sizeof *finite);
    size_t known = 0;
    for (size_t i = 0; finite && i < count; i++) {
        finite[i] = isnan(p[i]) ? INFINITY : p[i];
        known += !isnan(p[i]);
    }
    if (finite)
        gsl_sort_index(order, finite, 1, count);
    return known;
}

void holm_adjust(double *p, size_t count) {
    cleanup_free size_t *order = calloc(count + 1, sizeof *order);
    size_t known = order ? rank(p, count, order) : 0;
    double least = 0;
    for (size_t i = 0; i < known; i++) {
        double adjusted = fmin(1, (double)(known - i) * p[order[i]]);
        least = fmax(least, adjusted);
        p[order[i]] = least;
    }
    for (size_t i = 0; known == 0 && i < count; i++)
        p[i] = NAN;
}
