/* proportion.c - Clopper and Pearson's interval by quantiles of the beta distribution. */
#include "proportion.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

struct proportion proportion_of(size_t hits, size_t n, double confidence) {
    if (n == 0)
        return (struct proportion){0, 0, NAN, NAN, NAN};
    double tail = (1 - confidence) / 2, yes = (double)hits, no = (double)(n - hits);
    return (struct proportion){
        .hits = hits,
        .n = n,
        .value = yes / (double)n,
        .lo = hits > 0 ? gsl_cdf_beta_Pinv(tail, yes, no + 1) : 0,
        .hi = hits < n ? gsl_cdf_beta_Qinv(tail, yes + 1, no) : 1,
    };
}
