/* main_effects.c - contrasts between the cells of each block, estimated as all steps are. Every
 * cell of the factorial stands for one: that of a level beside all first levels for the main effect
 * of this level, any other for the interaction of its levels. */
#include "main_effects.h"

#include "base/words.h"
#include "common/cleanup.h"
#include "factorial.h"
#include "steps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A sum of steps, each with its weight. No series is in two of them. */
struct contrast {
    char name[64];
    size_t cell; /* the series that stands for it */
    size_t count;
    struct pair {
        size_t series, against;
        double weight;
    } pair[FACTOR_LEVELS];
};

/* The mean step from the first level to this one, over all levels of the second factor. */
static void compare_first(const struct factorial *factorial, size_t level,
                          struct contrast *contrast) {
    size_t others = contrast->count = factorial->factor[1].count;
    for (size_t k = 0; k < others; k++)
        contrast->pair[k] =
            (struct pair){factorial->cell[level][k], factorial->cell[0][k], 1 / (double)others};
}

/* Likewise, over all levels of the first factor. */
static void compare_second(const struct factorial *factorial, size_t level,
                           struct contrast *contrast) {
    size_t others = contrast->count = factorial->factor[0].count;
    for (size_t i = 0; i < others; i++)
        contrast->pair[i] =
            (struct pair){factorial->cell[i][level], factorial->cell[i][0], 1 / (double)others};
}

/* The step of the first factor at this level of the second, beyond that at the second's first. */
static void compare_steps(const struct factorial *factorial, size_t first, size_t second,
                          struct contrast *contrast) {
    contrast->count = 2;
    contrast->pair[0] =
        (struct pair){factorial->cell[first][second], factorial->cell[0][second], 1};
    contrast->pair[1] = (struct pair){factorial->cell[first][0], factorial->cell[0][0], -1};
}

static struct contrast contrast_of(const struct factorial *factorial, size_t first, size_t second) {
    const struct factor *one = &factorial->factor[0], *two = &factorial->factor[1];
    const char *level = one->level[first], *other = two->level[second];
    struct contrast contrast = {.cell = factorial->cell[first][second]};
    char *name = contrast.name;
    size_t size = sizeof contrast.name;
    if (first == 0 && second == 0) {
        snprintf(name, size, "%s=%s %s=%s", one->name, level, two->name, other);
    } else if (second == 0) {
        snprintf(name, size, "%s=%s", one->name, level);
        compare_first(factorial, first, &contrast);
    } else if (first == 0) {
        snprintf(name, size, "%s=%s", two->name, other);
        compare_second(factorial, second, &contrast);
    } else {
        snprintf(name, size, "interaction %s x %s", level, other);
        compare_steps(factorial, first, second, &contrast);
    }
    return contrast;
}

/* What effects are made of. */
struct source {
    const struct plan *plan;
    const struct records *records;
    const struct summary *measured;
    struct step *step; /* room for one of each block */
};

/* NAN where a cell is missing. Pairs share no series, so that their rounds scatter by themselves.
 */
static struct step step_of_block(const struct source *source, const struct plan_block *block,
                                 const struct summary_x *x, const struct contrast *contrast) {
    struct step sum = {.value = 0};
    for (size_t i = 0; i < contrast->count; i++) {
        const struct pair *pair = &contrast->pair[i];
        struct step step = step_of_records(
            x->scale, records_of(source->plan, block, pair->series, source->records),
            records_of(source->plan, block, pair->against, source->records),
            source->measured->shown.metric, x->result);
        sum.value += pair->weight * step.value;
        sum.scatter = hypot(sum.scatter, pair->weight * step.scatter);
        sum.rounds = i == 0 || step.rounds < sum.rounds ? step.rounds : sum.rounds;
    }
    return sum;
}

static size_t block_steps(const struct source *source, const struct summary_x *x,
                          const struct contrast *contrast) {
    size_t n = 0;
    for (size_t i = 0; i < source->plan->block_count; i++) {
        const struct plan_block *block = &source->plan->block[i];
        if (block->figure == source->measured->index && block->x == x->value)
            source->step[n++] = step_of_block(source, block, x, contrast);
    }
    return n;
}

/* The reference's rows stay those of its series. */
static int add_series(const struct source *source, const struct contrast *contrast,
                      struct summary *effects, struct error *err) {
    if (words_add(&effects->names, contrast->name) < 0)
        return error_failed(err, "%s: out of memory for its effects", effects->figure->name);
    for (size_t x = 0; x < source->measured->x_count; x++) {
        const struct summary_x *at = &source->measured->x[x];
        struct summary_row *row = &effects->row[effects->row_count++];
        *row = *summary_at(source->measured, contrast->cell, x);
        row->series = effects->names.word[effects->series_count];
        if (contrast->count == 0)
            continue;
        size_t n = block_steps(source, at, contrast);
        row->against = comparison_of(at->scale, source->step, n, source->plan->seed);
        row->moments = moments_of(NULL, 0);
        row->moments.n = estimate_of(&row->against)->n;
    }
    effects->series_count++;
    return 0;
}

/* Cells that are missing are told with what was measured; here, what became of their blocks. */
static void tell_lacking(const struct source *source, struct summary *effects) {
    size_t blocks = 0, lacking = 0;
    for (size_t x = 0; x < source->measured->x_count; x++) {
        size_t least = effects->figure->rounds;
        for (size_t s = 1; s < effects->series_count; s++) {
            size_t n = summary_at(effects, s, x)->moments.n;
            least = n < least ? n : least;
        }
        blocks += effects->figure->rounds;
        lacking += effects->figure->rounds - least;
    }
    if (lacking > 0)
        summary_warn(
            effects,
            "%s: %zu of %zu blocks lack a cell that the effects compare: these are without them",
            effects->figure->name, lacking, blocks);
}

int main_effects_of(const struct plan *plan, const struct records *records,
                    const struct summary *measured, struct summary *effects, struct error *err) {
    struct factorial factorial;
    *effects = (struct summary){.figure = measured->figure,
                                .index = measured->index,
                                .shown = measured->shown,
                                .margin = measured->margin,
                                .emulated = measured->emulated};
    effects->shown.title = "Main effects and interaction";
    if (!factorial_of(measured->figure, &factorial))
        return 0;
    cleanup_free struct step *step = calloc(plan->block_count + 1, sizeof *step);
    effects->row = calloc(measured->row_count + 1, sizeof *effects->row);
    if (!step || !effects->row) {
        summary_free(effects);
        return error_failed(err, "%s: out of memory for its effects", measured->figure->name);
    }
    const struct source source = {plan, records, measured, step};
    for (size_t second = 0; second < factorial.factor[1].count; second++)
        for (size_t first = 0; first < factorial.factor[0].count; first++) {
            struct contrast contrast = contrast_of(&factorial, first, second);
            if (add_series(&source, &contrast, effects, err) < 0) {
                summary_free(effects);
                return -1;
            }
        }
    summary_judge(effects);
    tell_lacking(&source, effects);
    summary_tell_skewed(effects);
    return 0;
}
