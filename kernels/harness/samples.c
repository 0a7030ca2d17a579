/* samples.c - an array that grows, its mean and its standard deviation. */
#include "harness/samples.h"

#include <math.h>
#include <stdlib.h>

int samples_add(struct samples *samples, double value, struct error *err) {
    if (samples->count == samples->room) {
        size_t room = samples->room > 0 ? 2 * samples->room : 64;
        double *grown = realloc(samples->value, room * sizeof *grown);
        if (!grown)
            return error_errno(err, "room for %zu samples", room);
        samples->value = grown;
        samples->room = room;
    }
    samples->value[samples->count++] = value;
    return 0;
}

void samples_free(struct samples *samples) {
    free(samples->value);
    *samples = (struct samples){0};
}

double samples_mean(const double *value, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += value[i];
    return count > 0 ? sum / (double)count : 0;
}

double samples_sd(const double *value, size_t count) {
    double mean = samples_mean(value, count), squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    return count > 1 ? sqrt(squares / (double)(count - 1)) : 0;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_median(double *value, size_t count) {
    if (count == 0)
        return 0;
    qsort(value, count, sizeof *value, by_size);
    return (value[(count - 1) / 2] + value[count / 2]) / 2;
}
