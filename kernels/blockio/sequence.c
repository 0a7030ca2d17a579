/* sequence.c - passes over all blocks, in order or permuted, paced where a rate is asked for. */
#include "sequence.h"

#include "common/mix.h"

#include <errno.h>
#include <math.h>

/* Separate streams of choices from one seed. */
enum { STREAM_ORDER = 1, STREAM_KIND, STREAM_DRAW };

static struct permutation order_of(const struct sequence_plan *plan, uint64_t pass) {
    return permutation_make(plan->count, mix_pair(plan->seed ^ STREAM_ORDER, pass));
}

int sequence_init(struct sequence *s, const struct sequence_plan *plan) {
    *s = (struct sequence){.plan = *plan, .order = order_of(plan, 0)};
    errno = pthread_mutex_init(&s->lock, NULL);
    return errno == 0 ? 0 : -1;
}

void sequence_destroy(struct sequence *s) {
    pthread_mutex_destroy(&s->lock);
}

/* A choice of the block and the pass, not of the step: so the writes of a pass are known later. */
static bool writes(const struct sequence_plan *plan, uint64_t block, uint64_t choice) {
    if (plan->write_percent == 0 || plan->write_percent == 100)
        return plan->write_percent == 100;
    return mix_pair(plan->seed ^ STREAM_KIND, mix_pair(choice, block)) % 100 < plan->write_percent;
}

static void choose(struct sequence *s, struct step *step) {
    const struct sequence_plan *plan = &s->plan;
    uint64_t offset = s->index;
    if (plan->random && plan->repeat)
        offset = mix_pair(plan->seed ^ STREAM_DRAW, s->taken) % plan->count;
    else if (plan->random)
        offset = permutation_at(&s->order, s->index);
    step->block = plan->first + offset;
    step->pass = s->pass;
    step->write = writes(plan, step->block, plan->repeat ? s->taken : s->pass);
}

static bool take_locked(struct sequence *s, double now_s, struct step *step, double *due_s) {
    const struct sequence_plan *plan = &s->plan;
    step->start_s = now_s;
    if (plan->interval_s > 0) {
        step->start_s = plan->first_s + (double)s->taken * plan->interval_s;
        if (step->start_s > now_s) {
            *due_s = step->start_s;
            return false;
        }
    }
    if (s->index == plan->count) {
        if (plan->apart && s->done < s->taken) {
            *due_s = INFINITY;
            return false;
        }
        s->index = 0;
        s->order = order_of(plan, ++s->pass);
    }
    choose(s, step);
    s->index++;
    s->taken++;
    return true;
}

bool sequence_take(struct sequence *s, double now_s, struct step *step, double *due_s) {
    pthread_mutex_lock(&s->lock);
    bool taken = take_locked(s, now_s, step, due_s);
    pthread_mutex_unlock(&s->lock);
    return taken;
}

void sequence_done(struct sequence *s) {
    pthread_mutex_lock(&s->lock);
    s->done++;
    pthread_mutex_unlock(&s->lock);
}

uint64_t sequence_generation_before(const struct sequence *s, uint64_t block, uint64_t pass) {
    if (s->plan.write_percent == 0)
        return 0;
    while (pass > 0 && !writes(&s->plan, block, pass - 1))
        pass--;
    return pass;
}

uint64_t sequence_generation_after(const struct sequence *s, uint64_t block) {
    uint64_t position = block - s->plan.first;
    if (s->plan.random)
        position = permutation_position(&s->order, position);
    return sequence_generation_before(s, block, s->pass + (position < s->index));
}
