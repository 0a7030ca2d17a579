/* stein.c - Stein's rule through GSL's t distribution. */
#include "stein.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

size_t stein_blocks(size_t n, double sd, double half_width, double confidence) {
    if (n < 2 || !isfinite(sd) || !(half_width > 0))
        return 0;
    double t = gsl_cdf_tdist_Qinv((1 - confidence) / 2, (double)(n - 1));
    double blocks = ceil(pow(t * sd / half_width, 2));
    if (blocks <= (double)n)
        return n;
    return blocks < (double)STEIN_MOST ? (size_t)blocks : STEIN_MOST;
}
