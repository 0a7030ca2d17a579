/* between.c - the difference of two independent means, by Welch's t. */
#include "between.h"

#include "common/cleanup.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const double CONFIDENCE = 0.95;

struct known known_of_comparison(const struct comparison *comparison) {
    const struct estimate *estimate = estimate_of(comparison);
    enum scale scale = scale_of(comparison);
    return (struct known){.scale = scale,
                          .n = estimate->n,
                          .mean = scale == BY_RATIO ? log(estimate->value) : estimate->value,
                          .error = comparison_error(comparison)};
}

struct known known_of_values(enum scale scale, const double *values, size_t n) {
    struct known known = {.scale = scale, .mean = NAN, .error = NAN};
    cleanup_free double *steps = calloc(n + 1, sizeof *steps);
    for (size_t i = 0; steps && i < n; i++)
        steps[i] = step_between(scale, values[i], scale_neutral(scale));
    struct moments moments = moments_of(steps, steps ? n : 0);
    known.n = moments.n;
    known.mean = moments.mean;
    known.error = moments.sd / sqrt((double)moments.n);
    return known;
}

/* Of two estimates without any scatter: as many as both have. */
static double degrees_of_freedom(const struct known *a, const struct known *b) {
    double left = a->error * a->error, right = b->error * b->error;
    double n = (double)(a->n - 1), m = (double)(b->n - 1);
    double freedom = (left + right) * (left + right) / (left * left / n + right * right / m);
    return isfinite(freedom) ? freedom : n + m;
}

struct comparison between_of(const struct known *before, const struct known *after) {
    struct comparison none = comparison_with_itself(before->scale, 0);
    enum scale scale = before->scale;
    struct estimate *estimate = scale == BY_RATIO ? &none.ratio : &none.difference;
    *estimate = (struct estimate){0, NAN, NAN, NAN};
    double step = after->mean - before->mean;
    if (scale != after->scale || !isfinite(step))
        return none;
    *estimate = (struct estimate){1, step, NAN, NAN};
    if (isfinite(before->error) && isfinite(after->error)) {
        double freedom = floor(degrees_of_freedom(before, after));
        double half_width =
            gsl_cdf_tdist_Qinv((1 - CONFIDENCE) / 2, freedom) * hypot(before->error, after->error);
        *estimate =
            (struct estimate){(size_t)freedom + 1, step, step - half_width, step + half_width};
    }
    if (scale == BY_RATIO)
        *estimate = (struct estimate){estimate->n, exp(step), exp(estimate->lo), exp(estimate->hi)};
    return none;
}
