/* measure.c - starts the jobs together, ends them by the clock, and adds up what each counted. */
#include "measure.h"

#include "blockio/worker.h"
#include "common/cpu_set.h"
#include "common/mix.h"
#include "harness/crew.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static int enough_blocks(const struct blockio_options *o, uint64_t size, struct error *err) {
    uint64_t blocks = size / o->block;
    return o->common.threads <= blocks
               ? 0
               : error_usage(err, "--jobs=%u: more than the %" PRIu64 " blocks of --bs",
                             o->common.threads, blocks);
}

/* Threads besides the timekeeper: one for each job, or for each request of engines without a queue.
 */
static uint64_t workers_of(const struct blockio_options *o, enum engine_name engine) {
    return o->common.threads * (engine_kind(engine)->queues ? UINT64_C(1) : o->depth);
}

uint64_t measure_buffer_bytes(const struct blockio_options *o) {
    return o->common.threads * (uint64_t)o->depth * o->block;
}

int measure_possible(const struct blockio_options *o, enum engine_name engine,
                     const struct cpu_set *cpus, struct error *err) {
    uint64_t workers = workers_of(o, engine);
    struct team team;
    if (workers >= THREADS_MAX)
        return error_usage(
            err, "--jobs=%u: %" PRIu64 " threads%s; the most is %d", o->common.threads, workers,
            engine_kind(engine)->queues ? "" : " (--jobs times --iodepth)", THREADS_MAX - 1);
    if (team_init(&team, (unsigned)workers + 1, cpus, err) < 0 ||
        (o->size > 0 && enough_blocks(o, o->size, err) < 0))
        return -1;
    return memory_fits(measure_buffer_bytes(o), o->common.hugepages, o->common.memory_limit, err) <
                   0
               ? error_wrap(err, "buffers")
               : 0;
}

static int plan_sequences(struct measure *m, struct error *err) {
    const struct blockio_options *o = m->options;
    uint64_t blocks = m->target->size / o->block;
    if (enough_blocks(o, m->target->size, err) < 0)
        return -1;
    m->sequence = calloc(m->jobs, sizeof *m->sequence);
    if (!m->sequence)
        return error_errno(err, "%u jobs", m->jobs);
    for (unsigned job = 0; job < m->jobs; job++) {
        uint64_t first = blocks * job / m->jobs, end = blocks * (job + 1) / m->jobs;
        struct sequence_plan plan = {.first = first,
                                     .count = end - first,
                                     .random = blockio_random(o),
                                     .repeat = o->repeat,
                                     .write_percent = blockio_write_percent(o),
                                     .apart = o->verify,
                                     .interval_s = o->rate > 0 ? m->jobs / o->rate : 0,
                                     .seed = mix_pair(o->seed, job)};
        if (sequence_init(&m->sequence[job], &plan) < 0)
            return error_errno(err, "job %u", job);
    }
    return 0;
}

int measure_init(struct measure *m, const struct blockio_options *o, const struct target *target,
                 enum engine_name engine, const struct cpu_set *cpus, struct error *err) {
    *m = (struct measure){.options = o,
                          .target = target,
                          .kind = engine_kind(engine),
                          .jobs = o->common.threads,
                          .depth = engine_kind(engine)->queues ? o->depth : 1};
    if (measure_possible(o, engine, cpus, err) < 0 ||
        team_init(&m->team, (unsigned)workers_of(o, engine) + 1, cpus, err) < 0 ||
        plan_sequences(m, err) < 0)
        return -1;
    m->team.floating = true;
    m->workers = m->team.threads - 1;
    m->worker = calloc(m->workers, sizeof(struct worker *));
    if (!m->worker)
        return error_errno(err, "%u threads", m->workers);
    return memory_map(&m->memory, measure_buffer_bytes(o), o->common.hugepages, &o->common.numa,
                      err);
}

static int open_worker(void *state, unsigned number, struct error *err) {
    struct measure *m = state;
    m->worker[number] = worker_open(m, number, err);
    return m->worker[number] ? 0 : -1;
}

static int work(void *state, unsigned number, const struct window *window, struct error *err) {
    struct measure *m = state;
    return worker_run(m->worker[number], window, err);
}

static void close_worker(void *state, unsigned number) {
    struct measure *m = state;
    if (number == 0)
        m->engine_evidence = worker_engine_evidence(m->worker[number]);
    worker_close_engine(m->worker[number]);
}

/* Open loop: the jobs take turns, and the first step of all is due when the run starts. */
static void set_intended_starts(void *state, double start_s) {
    struct measure *m = state;
    for (unsigned job = 0; job < m->jobs; job++) {
        struct sequence_plan *plan = &m->sequence[job].plan;
        plan->first_s = start_s + plan->interval_s * job / m->jobs;
    }
}

static int gather(void *state, bool counts, uint64_t *done, struct error *err) {
    struct measure *m = state;
    for (unsigned i = 0; i < m->workers; i++) {
        const struct tally *part = worker_tally(m->worker[i]);
        if (counts && (tally_add(&m->slice, part, err) < 0 || tally_add(&m->total, part, err) < 0))
            return -1;
        worker_forget(m->worker[i]);
    }
    *done = tally_done(&m->slice);
    return 0;
}

static int slice(void *state, struct slice *slice, double seconds, struct error *err) {
    struct measure *m = state;
    int result = tally_slice(&m->slice, m->options->block, seconds, slice, err);
    tally_forget(&m->slice);
    return result;
}

int measure_run(struct measure *m, json_t *record, struct error *err) {
    const struct options *common = &m->options->common;
    const struct crew_job job = {.state = m,
                                 .team = &m->team,
                                 .ramp_s = m->options->ramp_s,
                                 .time_s = common->time_s,
                                 .warming = "the requests of the test for 10 ms",
                                 .open = open_worker,
                                 .work = work,
                                 .close = close_worker,
                                 .start = set_intended_starts,
                                 .gather = gather,
                                 .slice = slice};
    return crew_run(&job, common->slices ? record : NULL, &m->begin, &m->end, err);
}

void measure_free(struct measure *m) {
    for (unsigned job = 0; m->sequence && job < m->jobs; job++)
        sequence_destroy(&m->sequence[job]);
    free(m->sequence);
    for (unsigned i = 0; m->worker && i < m->workers; i++)
        worker_free(m->worker[i]);
    free(m->worker);
    free(m->slice.interval);
    free(m->total.interval);
    json_decref(m->engine_evidence);
    memory_unmap(&m->memory);
    *m = (struct measure){0};
}
