/* order.c - rows of Williams squares under random labels; rounds shuffled together. */
#include "order.h"

#include "plan/plan.h"
#include "plan/sweep.h"

#include "williams.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

/* The series of one (figure, x): which rows of the design, and which series each number means. */
struct sequence {
    size_t figure;
    int x;
    size_t start;
    size_t *label; /* as many as its figure has series */
};

static int sweep_count(const struct plan_figure *figure) {
    return sweep_present(figure) ? (int)figure->sweep_values.count : 1;
}

static unsigned most_rounds(const struct plan *plan) {
    unsigned most = 0;
    for (size_t i = 0; i < plan->figure_count; i++)
        if (plan->figure[i].rounds > most)
            most = plan->figure[i].rounds;
    return most;
}

static int start_sequence(struct sequence *sequence, const struct plan *plan, size_t figure, int x,
                          gsl_rng *random) {
    size_t n = plan->figure[figure].series_count;
    *sequence = (struct sequence){.figure = figure, .x = x, .label = calloc(n, sizeof(size_t))};
    sequence->start = gsl_rng_uniform_int(random, williams_rows(n));
    for (size_t i = 0; sequence->label && i < n; i++)
        sequence->label[i] = i;
    return sequence->label ? 0 : -1;
}

/* Rows run on cyclically within a square before they go on in the other, so that any n of them in
 * step with the squares hold every series once in every position. */
static size_t design_row(size_t n, size_t start, size_t step) {
    size_t squares = williams_rows(n) / n;
    return (start / n + step / n) % squares * n + (start + step) % n;
}

static int next_block(struct sequence *sequence, const struct plan *plan, unsigned round,
                      gsl_rng *random, struct plan_block *block) {
    size_t n = plan->figure[sequence->figure].series_count;
    size_t step = (round - 1) % williams_rows(n);
    if (step == 0)
        gsl_ran_shuffle(random, sequence->label, n, sizeof *sequence->label);
    *block = (struct plan_block){.figure = sequence->figure,
                                 .x = sequence->x,
                                 .round = round,
                                 .order = calloc(n, sizeof *block->order)};
    if (!block->order)
        return -1;
    williams_row(n, design_row(n, sequence->start, step), block->order);
    for (size_t i = 0; i < n; i++)
        block->order[i] = sequence->label[block->order[i]];
    return 0;
}

/* -1 where memory is short. */
static int fill_blocks(struct plan *plan, struct sequence *sequence, gsl_rng *random) {
    size_t sequences = 0;
    for (size_t i = 0; i < plan->figure_count; i++)
        for (int x = 0; x < sweep_count(&plan->figure[i]); x++)
            if (start_sequence(&sequence[sequences++], plan, i,
                               sweep_present(&plan->figure[i]) ? x : -1, random) < 0)
                return -1;

    for (unsigned round = 1; round <= most_rounds(plan); round++) {
        size_t first = plan->block_count;
        for (size_t i = 0; i < sequences; i++)
            if (round <= plan->figure[sequence[i].figure].rounds &&
                next_block(&sequence[i], plan, round, random, &plan->block[plan->block_count++]) <
                    0)
                return -1;
        gsl_ran_shuffle(random, plan->block + first, plan->block_count - first,
                        sizeof *plan->block);
    }
    return 0;
}

/* The generator's seed has 32 bits: both halves of ours must matter. */
static unsigned long folded(uint64_t seed) {
    return (unsigned long)((seed ^ seed >> 32) & UINT32_MAX);
}

int plan_order(struct plan *plan, struct error *err) {
    size_t sequences = 0, blocks = 0;
    for (size_t i = 0; i < plan->figure_count; i++) {
        const struct plan_figure *figure = &plan->figure[i];
        if (figure->series_count == 0)
            return error_failed(err, "%s: 0 series; a plan takes 1 and more", figure->name);
        sequences += (size_t)sweep_count(figure);
        blocks += (size_t)sweep_count(figure) * figure->rounds;
    }
    plan_free_blocks(plan);
    plan->block = calloc(blocks + 1, sizeof *plan->block);
    struct sequence *sequence = calloc(sequences + 1, sizeof *sequence);
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int status = -1;
    if (plan->block && sequence && random) {
        gsl_rng_set(random, folded(plan->seed));
        status = fill_blocks(plan, sequence, random);
    }
    for (size_t i = 0; sequence && i < sequences; i++)
        free(sequence[i].label);
    free(sequence);
    if (random)
        gsl_rng_free(random);
    return status < 0 ? error_failed(err, "out of memory for a plan of %zu blocks", blocks) : 0;
}
