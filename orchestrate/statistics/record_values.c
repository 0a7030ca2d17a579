/* record_values.c - finds results in records; whatever is not as a record has it is no value. */
#include "record_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const json_t *result_of_kernel(const json_t *kernel, const char *metric, const char *x,
                                      size_t size) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(kernel, "results"), i, result) {
        const char *its_metric = json_string_value(json_object_get(result, "metric"));
        const char *its_x = json_string_value(json_object_get(result, "x"));
        if (its_metric && its_x && strcmp(its_metric, metric) == 0 && strlen(its_x) == size &&
            strncmp(its_x, x, size) == 0)
            return json_is_number(json_object_get(result, "value")) ? result : NULL;
    }
    return NULL;
}

static const json_t *result_of(const json_t *record, const char *metric, const char *x) {
    static const char *const kernels[] = {"kernel", "peer_kernel"};
    const json_t *result = NULL;
    if (!json_is_true(json_object_get(record, "valid")))
        return NULL;
    for (size_t k = 0; k < 2 && !result; k++) {
        const json_t *kernel = json_object_get(record, kernels[k]);
        for (const char *word = x; word && !result;) {
            size_t size = strcspn(word, "|");
            result = result_of_kernel(kernel, metric, word, size);
            word = word[size] ? word + size + 1 : NULL;
        }
    }
    return result;
}

double record_value(const json_t *record, const char *metric, const char *x) {
    const json_t *result = result_of(record, metric, x);
    return result ? json_number_value(json_object_get(result, "value")) : NAN;
}

/* Records of before tell it of guests alone, by their accelerator. */
bool record_is_emulated(const json_t *record) {
    const char *accel = json_string_value(json_object_get(record, "accel"));
    return json_is_true(json_object_get(record, "emulated")) ||
           (accel && strcmp(accel, "tcg") == 0);
}

static int by_round(const void *a, const void *b) {
    const struct slice *left = a, *right = b;
    return (left->round > right->round) - (left->round < right->round);
}

struct slice *record_slices(const json_t *record, const char *metric, const char *x,
                            size_t *count) {
    const json_t *rounds = json_object_get(json_object_get(record, "slices"), "round");
    const json_t *samples = json_object_get(result_of(record, metric, x), "samples");
    struct slice *slice = calloc(json_array_size(rounds) + 1, sizeof *slice);
    *count = 0;
    for (size_t k = 0; slice && k < json_array_size(rounds); k++) {
        const json_t *round = json_array_get(rounds, k), *sample = json_array_get(samples, k);
        if (json_is_integer(round) && json_is_number(sample))
            slice[(*count)++] =
                (struct slice){json_integer_value(round), json_number_value(sample)};
    }
    if (slice && *count > 0) {
        qsort(slice, *count, sizeof *slice, by_round);
        return slice;
    }
    free(slice);
    return NULL;
}
