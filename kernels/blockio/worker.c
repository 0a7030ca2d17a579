/* worker.c - fills the engine's queue from the sequence and times each request that comes back. */
#include "worker.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/pattern.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* Larger batches save system calls, but the device waits for the first of each. Between 1 and 16,
 * 4 had the rate of 1 and nearly the processor time of 16 on a virtio disk. */
enum { BATCH_MOST = 4 };
/* The last batch before a wait needs no system call of its own; this many are looked at. */
enum { SUBMISSION_SAMPLE = 16 };
/* How long a thread sleeps that waits for requests of others. */
static const double others_s = 50e-6;

/* A request and the step that it carries out. */
struct slot {
    struct request request; /* first, so that a request that came back is its slot */
    struct step step;
};

struct worker {
    const struct measure *measure;
    const struct window *window;
    struct sequence *sequence;
    struct engine *engine;
    struct slot *slot;
    struct slot **idle;
    struct request **done;
    unsigned idle_count, queued;
    uint64_t batches;
    struct error failure; /* of the first request that failed */
    struct tally tally;
};

static uint64_t ns_between(double begin_s, double end_s) {
    return end_s > begin_s ? (uint64_t)((end_s - begin_s) * 1e9 + 0.5) : 0;
}

static unsigned in_flight(const struct worker *w) {
    return w->measure->depth - w->idle_count;
}

static int allocate(struct worker *w, const struct measure *m, char *buffers, struct error *err) {
    double seconds = m->options->common.slices ? INTERVAL_S : m->options->common.time_s;
    w->tally.intervals = (size_t)ceil(seconds / INTERVAL_S - 1e-9);
    w->tally.interval = calloc(w->tally.intervals, sizeof *w->tally.interval);
    w->slot = calloc(m->depth, sizeof *w->slot);
    w->idle = calloc(m->depth, sizeof(struct slot *));
    w->done = calloc(m->depth, sizeof(struct request *));
    if (!w->tally.interval || !w->slot || !w->idle || !w->done)
        return error_errno(err, "a job of %u requests", m->depth);
    for (unsigned i = 0; i < m->depth; i++) {
        w->slot[i].request.data = buffers + i * m->options->block;
        w->idle[w->idle_count++] = &w->slot[i];
    }
    return 0;
}

struct worker *worker_open(const struct measure *m, unsigned number, struct error *err) {
    struct worker *w = calloc(1, sizeof *w);
    if (!w) {
        error_errno(err, "a job");
        return NULL;
    }
    size_t share = m->depth * m->options->block;
    char *buffers = m->memory.base + number * share;
    w->measure = m;
    w->sequence = &m->sequence[number % m->jobs];
    if (allocate(w, m, buffers, err) == 0) {
        /* Touched by the thread that uses them, and never all zero. */
        pattern_fill(buffers, share, number * share, m->options->seed, 0);
        struct engine_setup setup = {.fd = m->target->fd,
                                     .depth = m->depth,
                                     .block = m->options->block,
                                     .buffers = buffers,
                                     .fixed_buffers = m->options->fixed_buffers};
        w->engine = m->kind->open(&setup, err);
        if (w->engine)
            return w;
    }
    worker_free(w);
    return NULL;
}

static void queue_step(struct worker *w, const struct step *step) {
    const struct blockio_options *o = w->measure->options;
    struct slot *slot = w->idle[--w->idle_count];
    slot->step = *step;
    slot->request.write = step->write;
    slot->request.offset = step->block * o->block;
    if (o->verify && step->write)
        pattern_fill(slot->request.data, o->block, slot->request.offset, o->seed, step->pass + 1);
    w->measure->kind->queue(w->engine, &slot->request);
    w->queued++;
}

static int hand_over(struct worker *w, struct error *err) {
    bool looked_at = w->batches++ % SUBMISSION_SAMPLE == 0;
    double begin_s = looked_at ? clock_now() : 0;
    w->queued = 0;
    if (w->measure->kind->submit(w->engine, err) < 0)
        return -1;
    double end_s = looked_at ? clock_now() : 0;
    if (looked_at && begin_s >= w->window->begin_s && end_s < w->window->end_s)
        histogram_record(&w->tally.submission, ns_between(begin_s, end_s));
    return 0;
}

/* Queues as many steps as there are idle slots and steps to be had; *due_s as sequence_take. What
 * is left of the last batch goes with the next wait. */
static int fill(struct worker *w, double now_s, double *due_s, struct error *err) {
    struct step step;
    *due_s = INFINITY;
    while (w->idle_count > 0 && sequence_take(w->sequence, now_s, &step, due_s)) {
        queue_step(w, &step);
        if (w->queued == BATCH_MOST && hand_over(w, err) < 0)
            return -1;
    }
    if (w->queued == 0)
        return 0;
    if (w->measure->kind->queues && w->batches % SUBMISSION_SAMPLE == 0)
        return hand_over(w, err);
    w->batches++;
    return 0;
}

/* Where the generation of what is read can be known, it must be right. */
static void verify(struct worker *w, const struct slot *slot) {
    const struct measure *m = w->measure;
    const struct blockio_options *o = m->options;
    uint64_t generation = PATTERN_ANY;
    if (m->target->laid_out)
        generation = sequence_generation_before(w->sequence, slot->step.block, slot->step.pass);
    struct error wrong = {0};
    if (pattern_check(slot->request.data, o->block, slot->request.offset, o->seed, generation,
                      &wrong) == 0)
        return;
    if (w->tally.wrong++ == 0)
        w->tally.first_wrong = wrong;
}

static void note_time(struct tally *tally, double now_s) {
    if (tally_done(tally) == 0)
        tally->first_s = now_s;
    tally->at_first += now_s == tally->first_s;
    tally->last_s = now_s;
}

static void count(struct worker *w, const struct slot *slot, double now_s) {
    const struct window *window = w->window;
    if (now_s < window->begin_s || now_s >= window->end_s)
        return;
    int kind = slot->request.write ? KIND_WRITE : KIND_READ;
    size_t interval = (size_t)((now_s - window->begin_s) / INTERVAL_S);
    if (interval < w->tally.intervals)
        w->tally.interval[interval].done[kind]++;
    note_time(&w->tally, now_s);
    w->tally.done[kind]++;
    histogram_record(&w->tally.latency[kind], ns_between(slot->step.start_s, now_s));
}

static int failed(const struct blockio_options *o, const struct request *request,
                  struct error *err) {
    const char *kind = kind_names[request->write ? KIND_WRITE : KIND_READ];
    if (request->result < 0)
        return error_failed(err, "%s: %s at offset %" PRIu64 ": %s", o->path, kind, request->offset,
                            strerror((int)-request->result));
    return error_failed(err, "%s: %s at offset %" PRIu64 ": only %" PRId64 " of %" PRIu64 " bytes",
                        o->path, kind, request->offset, request->result, o->block);
}

/* The first failed request is kept; those that are in flight then still come back. */
static void finish(struct worker *w, struct slot *slot, double now_s) {
    const struct blockio_options *o = w->measure->options;
    w->idle[w->idle_count++] = slot;
    if (slot->request.result != (int64_t)o->block) {
        if (w->failure.status == STATUS_OK)
            failed(o, &slot->request, &w->failure);
        return;
    }
    if (o->verify) {
        if (!slot->request.write)
            verify(w, slot);
        sequence_done(w->sequence);
    }
    count(w, slot, now_s);
}

static void sleep_until(double until_s) {
    struct timespec until = clock_timespec(until_s);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL); /* early is looked at again */
}

/* Waits for what is in flight, at most until a step is due; -1 where the engine fails. */
static int reap(struct worker *w, double now_s, double due_s, struct error *err) {
    double most_s = isfinite(due_s) ? fmax(due_s - now_s, 0) : INFINITY;
    int count = w->measure->kind->wait(w->engine, most_s, w->done, err);
    double back_s = clock_now();
    for (int i = 0; i < count; i++)
        finish(w, (struct slot *)w->done[i], back_s);
    return count < 0 ? -1 : 0;
}

int worker_run(struct worker *w, const struct window *window, struct error *err) {
    w->window = window;
    for (;;) {
        double now_s = clock_now(), due_s = INFINITY;
        bool over =
            w->failure.status != STATUS_OK || now_s >= window->end_s || atomic_load(&window->stop);
        if (!over && fill(w, now_s, &due_s, err) < 0)
            return -1;
        if (in_flight(w) > 0) {
            w->queued = 0;
            if (reap(w, now_s, due_s, err) < 0)
                return -1;
        } else if (over) {
            break;
        } else {
            sleep_until(fmin(isfinite(due_s) ? due_s : now_s + others_s, window->end_s));
        }
    }
    if (w->failure.status != STATUS_OK)
        *err = w->failure;
    return w->failure.status == STATUS_OK ? 0 : -1;
}

const struct tally *worker_tally(const struct worker *w) {
    return &w->tally;
}

void worker_forget(struct worker *w) {
    tally_forget(&w->tally);
}

json_t *worker_engine_evidence(const struct worker *w) {
    return w->measure->kind->evidence(w->engine);
}

void worker_close_engine(struct worker *w) {
    if (w->engine)
        w->measure->kind->close(w->engine);
    w->engine = NULL;
}

void worker_free(struct worker *w) {
    if (!w)
        return;
    free(w->tally.interval);
    free(w->slot);
    free(w->idle);
    free(w->done);
    free(w);
}
