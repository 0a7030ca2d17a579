#include "order.h"

#include "plan/plan.h"
#include "plan/sweep.h"

#include "williams.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>

enum { MAX_SERIES = sizeof((struct plan_figure *)NULL)->series / sizeof(struct plan_series) };

/* The series of one (figure, x): which rows of the design, and which series each number means. */
struct sequence {
    size_t figure;
    int x;
    size_t start;
    size_t label[MAX_SERIES];
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

static void start_sequence(struct sequence *sequence, const struct plan *plan, size_t figure, int x,
                           gsl_rng *random) {
    size_t n = plan->figure[figure].series_count;
    *sequence = (struct sequence){.figure = figure, .x = x};
    sequence->start = gsl_rng_uniform_int(random, williams_rows(n));
    for (size_t i = 0; i < n; i++)
        sequence->label[i] = i;
}

/* Rows run on cyclically within a square before they go on in the other, so that any n of them in
 * step with the squares hold every series once in every position. */
static size_t design_row(size_t n, size_t start, size_t step) {
    size_t squares = williams_rows(n) / n;
    return (start / n + step / n) % squares * n + (start + step) % n;
}

static void next_block(struct sequence *sequence, const struct plan *plan, unsigned round,
                       gsl_rng *random, struct plan_block *block) {
    size_t n = plan->figure[sequence->figure].series_count;
    size_t step = (round - 1) % williams_rows(n);
    if (step == 0)
        gsl_ran_shuffle(random, sequence->label, n, sizeof *sequence->label);
    *block = (struct plan_block){.figure = sequence->figure, .x = sequence->x, .round = round};
    size_t row[MAX_SERIES];
    williams_row(n, design_row(n, sequence->start, step), row);
    for (size_t i = 0; i < n; i++)
        block->order[i] = sequence->label[row[i]];
}

static void fill_blocks(struct plan *plan, struct sequence *sequence, gsl_rng *random) {
    size_t sequences = 0;
    for (size_t i = 0; i < plan->figure_count; i++)
        for (int x = 0; x < sweep_count(&plan->figure[i]); x++)
            start_sequence(&sequence[sequences++], plan, i,
                           sweep_present(&plan->figure[i]) ? x : -1, random);

    plan->block_count = 0;
    for (unsigned round = 1; round <= most_rounds(plan); round++) {
        struct plan_block *first = plan->block + plan->block_count;
        size_t blocks = 0;
        for (size_t i = 0; i < sequences; i++)
            if (round <= plan->figure[sequence[i].figure].rounds)
                next_block(&sequence[i], plan, round, random, &first[blocks++]);
        gsl_ran_shuffle(random, first, blocks, sizeof *first);
        plan->block_count += blocks;
    }
}

/* The generator's seed has 32 bits: both halves of ours must matter. */
static unsigned long folded(uint64_t seed) {
    return (unsigned long)((seed ^ seed >> 32) & UINT32_MAX);
}

int plan_order(struct plan *plan, struct error *err) {
    size_t sequences = 0, blocks = 0;
    for (size_t i = 0; i < plan->figure_count; i++) {
        const struct plan_figure *figure = &plan->figure[i];
        if (figure->series_count == 0 || figure->series_count > MAX_SERIES)
            return error_failed(err, "%s: %zu series; a plan takes 1 to %d", figure->name,
                                figure->series_count, MAX_SERIES);
        sequences += (size_t)sweep_count(figure);
        blocks += (size_t)sweep_count(figure) * figure->rounds;
    }
    struct plan_block *block = calloc(blocks + 1, sizeof *block);
    struct sequence *sequence = calloc(sequences + 1, sizeof *sequence);
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (!block || !sequence || !random) {
        free(block);
        free(sequence);
        if (random)
            gsl_rng_free(random);
        return error_failed(err, "out of memory for a plan of %zu blocks", blocks);
    }
    gsl_rng_set(random, folded(plan->seed));
    free(plan->block);
    plan->block = block;
    fill_blocks(plan, sequence, random);
    free(sequence);
    gsl_rng_free(random);
    return 0;
}
