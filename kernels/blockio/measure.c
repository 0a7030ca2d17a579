/* measure.c - starts the jobs together, ends them by the clock, and adds up what each counted. */
#include "measure.h"
#include "common/cpu_set.h"

#include "blockio/crew.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/mix.h"
#include "harness/marks.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

const char *const kind_names[KINDS] = {"read", "write"};

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
    return memory_map(&m->memory, measure_buffer_bytes(o), o->common.hugepages, &o->common.numa,
                      err);
}

void crew_stop(struct crew *run, const struct error *cause) {
    pthread_mutex_lock(&run->lock);
    if (run->error.status == STATUS_OK)
        run->error = *cause;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    atomic_store(&run->schedule.stop, true);
    sem_post(&run->stopped);
}

static void work(struct crew *run, unsigned number) {
    struct error err = {0};
    struct worker *worker = worker_open(run->measure, number, &err);
    run->worker[number] = worker;
    if (!worker)
        crew_stop(run, &err);
    barrier_wait(&run->barrier); /* all have opened */
    barrier_wait(&run->barrier); /* the timekeeper has set the schedule */
    if (!worker)
        return;
    if (run->measure->options->common.slices)
        crew_worker_slices(run, worker);
    else if (worker_run(worker, &run->schedule, &err) < 0)
        crew_stop(run, &err);
    if (number == 0)
        run->measure->engine_evidence = worker_engine_evidence(worker);
    worker_close_engine(worker);
}

/* Sleeps until that time, or until something failed. */
void crew_sleep_until(struct crew *run, double until_s) {
    struct timespec until = clock_timespec(until_s);
    while (!atomic_load(&run->schedule.stop) && clock_now() < until_s)
        sem_clockwait(&run->stopped, CLOCK_MONOTONIC, &until);
}

/* Open loop: the jobs take turns, and the first step of all is due when the run starts. */
static void set_intended_starts(struct measure *m, double start_s) {
    for (unsigned job = 0; job < m->jobs; job++) {
        struct sequence_plan *plan = &m->sequence[job].plan;
        plan->first_s = start_s + plan->interval_s * job / m->jobs;
    }
}

static int keep_time(struct crew *run, struct error *err) {
    struct measure *m = run->measure;
    if (m->options->common.slices) {
        barrier_wait(&run->barrier);
        barrier_wait(&run->barrier);
        return crew_keep_slices(run, err);
    }
    struct schedule *schedule = &run->schedule;
    double ramp_s = m->options->ramp_s;
    barrier_wait(&run->barrier);
    int status = 0;
    if (ramp_s == 0)
        status = mark_begin(err) < 0 || usage_note(&m->begin, err) < 0 ? -1 : 0;
    double start_s = clock_now();
    set_intended_starts(m, start_s);
    schedule->begin_s = start_s + ramp_s;
    schedule->end_s = schedule->begin_s + m->options->common.time_s;
    barrier_wait(&run->barrier);
    if (status < 0)
        return -1;
    if (ramp_s > 0) {
        crew_sleep_until(run, schedule->begin_s);
        if (mark_begin(err) < 0 || usage_note(&m->begin, err) < 0)
            return -1;
    }
    crew_sleep_until(run, schedule->end_s);
    return usage_note(&m->end, err) < 0 ? -1 : mark_end(err);
}

static void take_part(void *argument, unsigned thread) {
    struct crew *run = argument;
    struct error err = {0};
    if (thread < run->workers)
        work(run, thread);
    else if (keep_time(run, &err) < 0)
        crew_stop(run, &err);
}

int crew_merge(struct tally *total, const struct tally *part, struct error *err) {
    if (!total->interval) {
        total->intervals = part->intervals;
        total->interval = calloc(part->intervals, sizeof *total->interval);
        if (!total->interval)
            return error_errno(err, "%zu intervals", part->intervals);
    }
    for (int kind = 0; kind < KINDS; kind++) {
        total->done[kind] += part->done[kind];
        histogram_merge(&total->latency[kind], &part->latency[kind]);
        for (size_t i = 0; i < total->intervals; i++)
            total->interval[i].done[kind] += part->interval[i].done[kind];
    }
    histogram_merge(&total->submission, &part->submission);
    if (total->wrong == 0)
        total->first_wrong = part->first_wrong;
    total->wrong += part->wrong;
    return 0;
}

static int collect(struct crew *run, struct error *err) {
    if (run->error.status != STATUS_OK) {
        *err = run->error;
        return -1;
    }
    for (unsigned i = 0; i < run->workers && !run->measure->options->common.slices; i++) {
        if (crew_merge(&run->measure->total, worker_tally(run->worker[i]), err) < 0)
            return -1;
    }
    return 0;
}

int measure_run(struct measure *m, json_t *record, struct error *err) {
    struct error unheard = {0};
    struct crew run = {.measure = m, .record = record, .workers = m->team.threads - 1};
    cleanup_free struct worker **worker = calloc(run.workers, sizeof(struct worker *));
    if (!worker)
        return error_errno(err, "%u threads", run.workers);
    run.worker = worker;
    barrier_init(&run.barrier, m->team.threads, (unsigned)cpu_set_count(&m->team.cpus));
    pthread_mutex_init(&run.lock, NULL); /* these three cannot fail with default attributes */
    pthread_cond_init(&run.changed, NULL);
    sem_init(&run.stopped, 0, 0);
    int status = team_run(&m->team, take_part, &run, err);
    if (status == 0)
        status = collect(&run, err ? err : &unheard);
    for (unsigned i = 0; i < run.workers; i++)
        worker_free(run.worker[i]);
    pthread_cond_destroy(&run.changed);
    sem_destroy(&run.stopped);
    pthread_mutex_destroy(&run.lock);
    return status;
}

void measure_free(struct measure *m) {
    for (unsigned job = 0; m->sequence && job < m->jobs; job++)
        sequence_destroy(&m->sequence[job]);
    free(m->sequence);
    free(m->total.interval);
    json_decref(m->engine_evidence);
    memory_unmap(&m->memory);
    *m = (struct measure){0};
}
