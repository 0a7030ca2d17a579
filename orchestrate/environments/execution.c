/* execution.c - reads all meters at the first and the last mark on stderr. */
#include "execution.h"

#include "common/cleanup.h"

#include <math.h>
#include <string.h>

void execution_add(struct execution *execution, const struct readings *from,
                   const struct readings *to) {
    bool first = isnan(execution->marked_s);
    const struct {
        double *sum, more;
    } all[] = {
        {&execution->marked_s, to->at - from->at},
        {&execution->host_cpu_s, to->host.busy_s - from->host.busy_s},
        {&execution->softirq_cpu_s, to->host.softirq_s - from->host.softirq_s},
        {&execution->vmm_cpu_s, to->vmm - from->vmm},
        {&execution->daemon_cpu_s, to->daemon - from->daemon},
        {&execution->peer_cpu_s, to->peer - from->peer},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        *all[i].sum = (first ? 0 : *all[i].sum) + all[i].more;
    interference_add(&execution->interference, &from->interference, &to->interference);
}

/* A cell of one process, or of several that run at once: it begins with the last one's mark and
 * ends with the first one's. */
struct watch {
    struct execution *execution;
    const struct meters *meters;
    size_t processes, begun;
    bool over; /* one has ended */
    struct readings begin;
};

struct marks {
    struct watch *watch;
    bool began, ended;
    double begin_s;
};

void readings_take(const struct meters *meters, double at, struct readings *readings) {
    readings->at = at;
    readings->host = host_cpu_now();
    readings->vmm = meters && meters->vmm ? meters->vmm(meters->context) : NAN;
    readings->daemon = meters && meters->daemon ? meters->daemon(meters->context) : NAN;
    interference_read("", meters ? meters->cpus : NULL, &readings->interference);
    readings->peer = meters && meters->peer_cpus ? cpus_busy_s(meters->peer_cpus) : NAN;
}

static void tell_mark(const struct watch *watch) {
    if (watch->meters && watch->meters->on_mark)
        watch->meters->on_mark(watch->meters->whom);
}

static void begin(struct watch *watch, double at) {
    if (++watch->begun < watch->processes || watch->over)
        return;
    watch->execution->began = true;
    readings_take(watch->meters, at, &watch->begin);
    tell_mark(watch);
    if (watch->meters && watch->meters->observe)
        watch->meters->observe(watch->meters->context, watch->execution);
}

static void end(struct watch *watch, double at) {
    struct execution *execution = watch->execution;
    struct readings end;
    watch->over = true;
    if (!execution->began)
        return;
    readings_take(watch->meters, at, &end);
    execution->ended = true;
    execution_add(execution, &watch->begin, &end);
    tell_mark(watch);
}

static void on_line(const char *line, double at, void *context) {
    struct marks *marks = context;
    struct watch *watch = marks->watch;
    if (strcmp(line, EXECUTION_OOM) == 0) {
        watch->execution->oom_there = true;
    } else if (strcmp(line, "virtax: begin") == 0 && !marks->began) {
        marks->began = true;
        marks->begin_s = at;
        begin(watch, at);
    } else if (strcmp(line, "virtax: end") == 0 && marks->began && !marks->ended) {
        marks->ended = true;
        watch->execution->longest_s = fmax(watch->execution->longest_s, at - marks->begin_s);
        if (!watch->over)
            end(watch, at);
    }
}

static struct process_spec watched(const struct process_spec *spec, struct marks *marks) {
    struct process_spec copy = *spec;
    copy.on_stderr_line = on_line;
    copy.context = marks;
    return copy;
}

void execution_clear(struct execution *execution) {
    *execution = (struct execution){.oom_kills = -1};
    execution->marked_s = execution->longest_s = execution->kernel_s = NAN;
    execution->host_cpu_s = execution->softirq_cpu_s = NAN;
    execution->vmm_cpu_s = execution->daemon_cpu_s = execution->peer_cpu_s = NAN;
    execution->waiting_cpus = execution->vmm_huge_bytes = execution->host_cpu_quota = NAN;
    interference_unknown(&execution->interference);
}

int execution_run(const struct process_spec *spec, const struct meters *meters,
                  struct execution *execution, struct error *err) {
    struct watch watch = {.execution = execution, .meters = meters, .processes = 1};
    struct marks marks = {.watch = &watch};
    struct process_spec one = watched(spec, &marks);
    return process_run(&one, &execution->process, err);
}

int execution_run_together(const struct process_spec *specs, size_t count,
                           const struct meters *meters, struct execution *execution,
                           struct process_result *results, struct error *err) {
    memset(results, 0, count * sizeof *results);
    struct watch watch = {.execution = execution, .meters = meters, .processes = count};
    cleanup_free struct marks *marks = calloc(count, sizeof *marks);
    cleanup_free struct process_spec *copies = calloc(count, sizeof *copies);
    if (!marks || !copies)
        return error_failed(err, "out of memory");
    for (size_t i = 0; i < count; i++) {
        marks[i].watch = &watch;
        copies[i] = watched(&specs[i], &marks[i]);
    }
    return process_run_together(copies, count, results, err);
}

void execution_free(struct execution *execution) {
    process_result_free(&execution->process);
    process_result_free(&execution->peer);
    json_decref(execution->counters);
    execution->counters = NULL;
    json_decref(execution->guest);
    json_decref(execution->container);
    json_decref(execution->medium_seen);
    execution->guest = execution->container = execution->medium_seen = NULL;
}
