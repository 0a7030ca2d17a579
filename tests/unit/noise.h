/* noise.h - kinds of noise that a simulated study can have, and coverage of its intervals. */
#ifndef VIRTAX_TEST_NOISE_H
#define VIRTAX_TEST_NOISE_H

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

enum { STUDIES = 2000 };

typedef double noise_draw(gsl_rng *random);

/* One value, and the mean of all of them. */
struct noise {
    const char *name;
    noise_draw *draw;
    double mean;
};

static inline double normal_noise(gsl_rng *random) {
    return gsl_ran_gaussian_ziggurat(random, 1);
}

static inline double heavy_noise(gsl_rng *random) {
    return gsl_ran_tdist(random, 3);
}

/* Two states of a machine, of which it is in the slower one three times of ten. */
static inline double bimodal_noise(gsl_rng *random) {
    return (gsl_rng_uniform(random) < 0.3) + gsl_ran_gaussian_ziggurat(random, 0.1);
}

static inline double exponential_noise(gsl_rng *random) {
    return gsl_ran_exponential(random, 1);
}

static inline double lognormal_noise(gsl_rng *random) {
    return gsl_ran_lognormal(random, 0, 1);
}

static const struct noise noises[] = {
    {"normal", normal_noise, 0},
    {"heavy-tailed (t3)", heavy_noise, 0},
    {"bimodal (7:3)", bimodal_noise, 0.3},
    {"exponential", exponential_noise, 1},
    {"log-normal", lognormal_noise, 1.6487212707001282}, /* exp(1/2) */
};
enum { NOISES = sizeof noises / sizeof *noises };

#endif
