/* hosts.c - the t interval over hosts, and how far these differ. */
#include "hosts.h"

#include <math.h>

static double step_of(const struct comparison *comparison) {
    double value = estimate_of(comparison)->value;
    return scale_of(comparison) == BY_RATIO ? log(value) : value;
}

static struct over_hosts none_of(enum scale scale) {
    return (struct over_hosts){scale, {0, NAN, NAN, NAN}, NAN, NAN, NAN};
}

struct over_hosts over_hosts(const struct comparison *const *of_host, size_t count) {
    double step[HOSTS_MOST] = {0}, squares = 0;
    size_t n = 0;
    struct over_hosts over = none_of(BY_RATIO);
    for (size_t i = 0; i < count && n < HOSTS_MOST; i++) {
        if (!of_host[i] || !isfinite(step_of(of_host[i])))
            continue;
        enum scale scale = scale_of(of_host[i]);
        if (n > 0 && scale != over.scale)
            return none_of(over.scale);
        double error = comparison_error(of_host[i]);
        over.scale = scale;
        squares += error * error; /* NAN where one host has a single block */
        step[n++] = step_of(of_host[i]);
    }
    over.estimate = estimate_from(over.scale, step, n, 0.95);
    over.total = moments_of(step, n).sd;
    over.within = n > 0 ? sqrt(squares / (double)n) : NAN;
    if (isfinite(over.total) && isfinite(over.within))
        over.between = sqrt(fmax(0, over.total * over.total - over.within * over.within));
    return over;
}
