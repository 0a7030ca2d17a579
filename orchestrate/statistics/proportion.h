/* proportion.h - how often something came true, and what that says of how often it does. */
#ifndef VIRTAX_PROPORTION_H
#define VIRTAX_PROPORTION_H

#include <stddef.h>

struct proportion {
    size_t hits, n;
    double value, lo, hi; /* NAN of none */
};

/* With the interval of Clopper and Pearson ("The use of confidence or fiducial limits illustrated
 * in the case of the binomial", Biometrika 1934), which holds with `confidence` at least, for few
 * trials and for all hits as well. */
struct proportion proportion_of(size_t hits, size_t n, double confidence);

#endif
