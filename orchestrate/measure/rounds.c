/* rounds.c - the turns of a block, decided by what slices took so far. */
#include "rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A series whose slices take so many times the reference's is far slower: emulated guests are. All
 * others take part in every round. */
static const double far_slower = 4;
static const double default_target_s = 2, least_slice_s = 0.02, most_slice_s = 0.2;
static const double way_share = 0.1;
enum { ROUNDS_FOR_ALL = 2 };

/* splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
static uint64_t draw(uint64_t *state) {
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static double target_of(const struct plan_figure *figure) {
    const struct parameter *time = parameters_find(&figure->parameters, "time");
    double seconds = time ? strtod(time->value, NULL) : 0;
    return seconds > 0 ? seconds : default_target_s;
}

int rounds_begin(struct rounds *rounds, const struct plan *plan, const struct plan_block *block,
                 struct error *err) {
    const struct plan_figure *figure = &plan->figure[block->figure];
    uint64_t state = plan->seed;
    state = draw(&state) ^ (uint64_t)(block - plan->block);
    *rounds = (struct rounds){.count = figure->series_count,
                              .member = calloc(figure->series_count, sizeof *rounds->member),
                              .order = calloc(figure->series_count, sizeof *rounds->order),
                              .target_s = target_of(figure),
                              .slice_s = figure->slice_s > 0 ? figure->slice_s : least_slice_s,
                              .fixed = figure->slice_s > 0,
                              .state = state};
    return rounds->member && rounds->order ? 0 : error_failed(err, "out of memory");
}

void rounds_free(struct rounds *rounds) {
    free(rounds->member);
    free(rounds->order);
    rounds->member = NULL;
    rounds->order = NULL;
}

void rounds_join(struct rounds *rounds, size_t member, bool is_reference) {
    rounds->member[member] = (struct rounds_member){.present = true, .way_s = INFINITY};
    if (is_reference)
        rounds->reference = member;
}

void rounds_leave(struct rounds *rounds, size_t member) {
    rounds->member[member].present = false;
}

static double mean_s(const struct rounds_member *member) {
    return member->slices ? member->spent_s / member->slices : 0;
}

static bool is_over(const struct rounds *rounds) {
    double worked_s = rounds->member[rounds->reference].worked_s;
    if (!rounds->member[rounds->reference].present)
        for (size_t i = 0; i < rounds->count; i++)
            if (rounds->member[i].present)
                worked_s = fmax(worked_s, rounds->member[i].worked_s);
    return worked_s >= rounds->target_s;
}

/* Beside a reference that is gone nobody is. */
static bool is_far_slower(const struct rounds *rounds, size_t i) {
    const struct rounds_member *reference = &rounds->member[rounds->reference];
    return reference->present && reference->slices &&
           mean_s(&rounds->member[i]) > far_slower * mean_s(reference);
}

static bool takes_part(const struct rounds *rounds, size_t i) {
    const struct rounds_member *member = &rounds->member[i];
    if (rounds->round <= ROUNDS_FOR_ALL || !is_far_slower(rounds, i))
        return true;
    if (is_over(rounds) && member->slices < ROUNDS_LEAST_OF_SLOW)
        return true;
    return member->spent_s + mean_s(member) <= rounds->member[rounds->reference].spent_s;
}

/* Fisher and Yates. */
static void shuffle(struct rounds *rounds, size_t count) {
    size_t *order = rounds->order;
    for (size_t i = count; i > 1; i--) {
        size_t k = draw(&rounds->state) % i, kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

size_t rounds_all(struct rounds *rounds) {
    size_t count = 0;
    for (size_t i = 0; i < rounds->count; i++)
        if (rounds->member[i].present)
            rounds->order[count++] = i;
    shuffle(rounds, count);
    return count;
}

/* Once all have shown what the way to them costs; that to a far slower one is the least of it. */
static void choose_slice(struct rounds *rounds) {
    double way_s = 0;
    for (size_t i = 0; i < rounds->count; i++)
        if (rounds->member[i].slices >= ROUNDS_FOR_ALL && !is_far_slower(rounds, i))
            way_s = fmax(way_s, rounds->member[i].way_s);
    rounds->slice_s = fmin(fmax(way_s / way_share, least_slice_s), most_slice_s);
}

size_t rounds_next(struct rounds *rounds) {
    size_t count = 0;
    rounds->round++;
    if (rounds->round == ROUNDS_FOR_ALL + 1 && !rounds->fixed)
        choose_slice(rounds);
    for (size_t i = 0; i < rounds->count; i++)
        if (rounds->member[i].present && takes_part(rounds, i))
            rounds->order[count++] = i;
    shuffle(rounds, count);
    return count;
}

void rounds_note(struct rounds *rounds, size_t member, double work_s, double warm_s,
                 double host_s) {
    struct rounds_member *of = &rounds->member[member];
    of->slices++;
    of->spent_s += host_s;
    of->worked_s += work_s;
    of->way_s = fmin(of->way_s, fmax(host_s - work_s - warm_s, 0));
}

double rounds_slice_s(const struct rounds *rounds) {
    return rounds->slice_s;
}

bool rounds_enough(const struct rounds *rounds) {
    bool any = false;
    for (size_t i = 0; i < rounds->count; i++) {
        const struct rounds_member *member = &rounds->member[i];
        any = any || member->present;
        if (member->present && member->slices < ROUNDS_LEAST_OF_SLOW)
            return false;
    }
    return !any || (rounds->round >= ROUNDS_LEAST && is_over(rounds));
}
