/* power.c - sample sizes of t intervals. */
#include "power.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

double power_smallest(size_t n, double sd) {
    if (n < 2)
        return NAN;
    double freedom = (double)(n - 1);
    double quantiles = gsl_cdf_tdist_Pinv(0.975, freedom) + gsl_cdf_tdist_Pinv(0.8, freedom);
    return quantiles * sd / sqrt((double)n);
}

size_t power_blocks(double sd, double half_width) {
    size_t low = 2, high = POWER_MOST;
    if (!isfinite(sd) || !(half_width > 0))
        return 0;
    while (low < high) {
        size_t n = low + (high - low) / 2;
        double t = gsl_cdf_tdist_Pinv(0.975, (double)(n - 1));
        if (t * sd / sqrt((double)n) <= half_width)
            high = n;
        else
            low = n + 1;
    }
    return low;
}
