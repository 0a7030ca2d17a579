/* order.c - rows of Williams squares under random labels; figures one after the other in a round.
 */
#include "order.h"

#include "layout.h"
#include "plan/plan.h"
#include "plan/plan_sequence.h"
#include "plan/plan_views.h"

#include "williams.h"

#include "common/cleanup.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

/* The series of one sequence: which rows of the design, and which series each number means. */
struct sequence {
    struct plan_sequence of;
    unsigned rounds;
    size_t start;
    size_t *label; /* as many as its figure has series */
};

static int start_sequence(struct sequence *sequence, const struct plan *plan,
                          struct plan_sequence of, unsigned rounds, gsl_rng *random) {
    size_t n = plan->figure[of.figure].series_count;
    *sequence = (struct sequence){.of = of, .rounds = rounds, .label = calloc(n, sizeof(size_t))};
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
    size_t n = plan->figure[sequence->of.figure].series_count;
    size_t step = (round - 1) % williams_rows(n);
    if (step == 0)
        gsl_ran_shuffle(random, sequence->label, n, sizeof *sequence->label);
    *block = (struct plan_block){.figure = sequence->of.figure,
                                 .x = sequence->of.x,
                                 .round = round,
                                 .order = calloc(n, sizeof *block->order)};
    if (!block->order)
        return -1;
    williams_row(n, design_row(n, sequence->start, step), block->order);
    for (size_t i = 0; i < n; i++)
        block->order[i] = sequence->label[block->order[i]];
    return 0;
}

struct blocks {
    size_t count;
    struct plan_block *block;
};

/* Each figure's blocks of one round among themselves. */
static void shuffle_figures(gsl_rng *random, struct plan_block *block, size_t count) {
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first; end < count && block[end].figure == block[first].figure; end++)
            ;
        gsl_ran_shuffle(random, block + first, end - first, sizeof *block);
    }
}

/* -1 where memory is short. */
static int fill_blocks(const struct plan *plan, const unsigned *rounds, struct sequence *sequence,
                       gsl_rng *random, struct blocks *blocks) {
    size_t sequences = plan_sequences(plan);
    unsigned most = 0;
    for (size_t i = 0; i < sequences; i++) {
        most = rounds[i] > most ? rounds[i] : most;
        if (start_sequence(&sequence[i], plan, plan_sequence_at(plan, i), rounds[i], random) < 0)
            return -1;
    }
    for (unsigned round = 1; round <= most; round++) {
        size_t first = blocks->count;
        for (size_t i = 0; i < sequences; i++)
            if (round <= sequence[i].rounds &&
                next_block(&sequence[i], plan, round, random, &blocks->block[blocks->count++]) < 0)
                return -1;
        shuffle_figures(random, blocks->block + first, blocks->count - first);
    }
    return layouts_draw(plan->seed, blocks->block, blocks->count);
}

/* The generator's seed has 32 bits: both halves of ours must matter. */
static unsigned long folded(uint64_t seed) {
    return (unsigned long)((seed ^ seed >> 32) & UINT32_MAX);
}

static void blocks_free(struct blocks *blocks) {
    for (size_t i = 0; i < blocks->count; i++)
        free(blocks->block[i].order);
    free(blocks->block);
    *blocks = (struct blocks){0};
}

/* All blocks that the plan's seed has for so many rounds of each sequence. */
static int make_blocks(const struct plan *plan, const unsigned *rounds, struct blocks *blocks,
                       struct error *err) {
    size_t sequences = plan_sequences(plan), count = 0;
    for (size_t i = 0; i < sequences; i++)
        count += rounds[i];
    *blocks = (struct blocks){.block = calloc(count + 1, sizeof *blocks->block)};
    struct sequence *sequence = calloc(sequences + 1, sizeof *sequence);
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    int status = -1;
    if (blocks->block && sequence && random) {
        gsl_rng_set(random, folded(plan->seed));
        status = fill_blocks(plan, rounds, sequence, random, blocks);
    }
    for (size_t i = 0; sequence && i < sequences; i++)
        free(sequence[i].label);
    free(sequence);
    if (random)
        gsl_rng_free(random);
    if (status < 0)
        blocks_free(blocks);
    return status < 0 ? error_failed(err, "out of memory for a plan of %zu blocks", count) : 0;
}

int plan_order(struct plan *plan, struct error *err) {
    for (size_t i = 0; i < plan->figure_count; i++)
        if (plan->figure[i].series_count == 0)
            return error_failed(err, "%s: 0 series; a plan takes 1 and more", plan->figure[i].name);
    cleanup_free unsigned *rounds = calloc(plan_sequences(plan) + 1, sizeof *rounds);
    if (!rounds)
        return error_failed(err, "out of memory");
    for (size_t i = 0; i < plan_sequences(plan); i++)
        rounds[i] = plan->figure[plan_sequence_at(plan, i).figure].rounds;
    struct blocks blocks;
    if (make_blocks(plan, rounds, &blocks, err) < 0)
        return -1;
    plan_free_blocks(plan);
    plan->block = blocks.block;
    plan->block_count = blocks.count;
    return 0;
}

static bool same_block(const struct plan *plan, const struct plan_block *a,
                       const struct plan_block *b) {
    return a->figure == b->figure && a->x == b->x && a->round == b->round &&
           a->layout.stack_offset == b->layout.stack_offset &&
           a->layout.environment_bytes == b->layout.environment_bytes &&
           memcmp(a->order, b->order, plan->figure[a->figure].series_count * sizeof *a->order) == 0;
}

int plan_order_more(struct plan *plan, const unsigned *rounds, struct error *err) {
    struct blocks blocks;
    if (make_blocks(plan, rounds, &blocks, err) < 0)
        return -1;
    bool same = plan->block_count <= blocks.count;
    for (size_t i = 0; same && i < plan->block_count; i++)
        same = same_block(plan, &plan->block[i], &blocks.block[i]);
    if (!same) {
        blocks_free(&blocks);
        return error_failed(err, "the plan's blocks are not those of its seed, so that no more can "
                                 "be added in balance; start a new run");
    }
    plan_free_blocks(plan);
    plan->block = blocks.block;
    plan->block_count = blocks.count;
    for (size_t i = 0; i < plan_sequences(plan); i++) {
        struct plan_figure *figure = &plan->figure[plan_sequence_at(plan, i).figure];
        figure->rounds = rounds[i] > figure->rounds ? rounds[i] : figure->rounds;
    }
    plan_views_follow(plan);
    return 0;
}
