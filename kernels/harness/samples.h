/* samples.h - numbers that become one result of a record. */
#ifndef VIRTAX_SAMPLES_H
#define VIRTAX_SAMPLES_H

#include "common/error.h"

#include <stddef.h>

/* Zeroed, it is empty. */
struct samples {
    size_t count, room;
    double *value;
};

int samples_add(struct samples *samples, double value, struct error *err);
void samples_free(struct samples *samples);

/* Of the samples; 0 where there is none. */
double samples_mean(const double *value, size_t count);

/* The standard deviation of what they are a sample of (n - 1); 0 where there are fewer than 2. */
double samples_sd(const double *value, size_t count);

/* The middle one, or the mean of the two in the middle; sorts them. 0 where there is none. */
double samples_median(double *value, size_t count);

#endif
