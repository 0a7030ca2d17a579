/* factorial.c - sorts the series of a figure by their ways. */
#include "factorial.h"

#include "aa.h"

#include <stdint.h>
#include <string.h>

static const size_t EMPTY = SIZE_MAX; /* a combination without a series */

static const char *features_of(const struct plan_series *series) {
    const char *features = strchr(series->environment, '+');
    return features ? features : "";
}

/* But for their ways. */
static bool alike(const struct plan_series *a, const struct plan_series *b) {
    return strcmp(features_of(a), features_of(b)) == 0 && a->parameters.count == 0 &&
           !a->treatment && !a->effect;
}

/* The index of a level, which is added where it is new. */
static size_t level_of(struct factor *factor, const char *word) {
    size_t i = 0;
    while (i < factor->count && strcmp(factor->level[i], word) != 0)
        i++;
    if (i == factor->count)
        factor->level[factor->count++] = word;
    return i;
}

static void clear(struct factorial *factorial) {
    *factorial = (struct factorial){.factor = {{.name = "network"}, {.name = "storage"}}};
    for (size_t i = 0; i < FACTOR_LEVELS; i++)
        for (size_t k = 0; k < FACTOR_LEVELS; k++)
            factorial->cell[i][k] = EMPTY;
}

/* False where the combination is there already, or is none. */
static bool take(struct factorial *factorial, const struct plan_traits *traits, size_t series) {
    if (traits->network == NETWORK_NONE || traits->storage == STORAGE_NONE)
        return false;
    size_t network = level_of(&factorial->factor[0], network_way_names[traits->network]);
    size_t storage = level_of(&factorial->factor[1], storage_way_names[traits->storage]);
    if (factorial->cell[network][storage] != EMPTY)
        return false;
    factorial->cell[network][storage] = series;
    return true;
}

static bool of_kind(const struct plan_figure *figure, enum environment_kind kind,
                    struct factorial *factorial) {
    const struct plan_series *first = NULL;
    size_t taken = 0;
    clear(factorial);
    for (size_t s = 0; s < figure->series_count; s++) {
        const struct plan_series *series = &figure->series[s];
        if (series->traits.kind != kind || aa_is(figure, s))
            continue;
        first = first ? first : series;
        if (!alike(series, first) || !take(factorial, &series->traits, s))
            return false;
        taken++;
    }
    size_t networks = factorial->factor[0].count, storages = factorial->factor[1].count;
    return networks > 1 && storages > 1 && taken == networks * storages;
}

bool factorial_of(const struct plan_figure *figure, struct factorial *factorial) {
    for (size_t s = 0; s < figure->series_count; s++)
        if (of_kind(figure, figure->series[s].traits.kind, factorial))
            return true;
    return false;
}
