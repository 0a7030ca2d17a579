/* cell_record.c - what a record says of its cell, of what was seen of it from outside, and of what
 * the gates find. */
#include "cell_record.h"

#include "base/emulation.h"
#include "base/json_text.h"
#include "gates.h"

#include "common/stops.h"
#include "common/units.h"

#include <math.h>
#include <string.h>
#include <time.h>

static const struct plan_figure *figure_of(const struct cell *cell) {
    return &cell->plan->figure[cell->block->figure];
}

static json_t *number(double value) {
    return isnan(value) ? json_null() : json_real(value);
}

/* What every record says, measured or not. */
static json_t *begin(const struct cell *cell) {
    const struct plan_figure *figure = figure_of(cell);
    char id[256], started[32];
    time_t now = time(NULL);
    strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
    plan_cell_id(cell->plan, cell->block, cell->series, id, sizeof id);
    const struct plan_series *series = &figure->series[cell->series];
    bool emulated = plan_is_emulated(cell->plan, series) || machine_emulated();
    const char *x = cell->block->x >= 0 ? figure->sweep_values.word[cell->block->x] : NULL;
    return json_pack("{s:s,s:s,s:s,s:s,s:s?,s:i,s:i,s:o,s:s,s:b}", "schema", "virtax-record/1",
                     "cell", id, "figure", figure->name, "series", series->name, "x", x, "round",
                     (int)cell->block->round, "position", (int)cell->position, "layout",
                     plan_layout_json(&cell->block->layout), "started", started, "emulated",
                     emulated);
}

static json_t *no_record(struct error *err) {
    error_failed(err, "no record could be made: out of memory, or a name that is not UTF-8");
    return NULL;
}

json_t *cell_failed(const struct cell *cell, const char *why, struct error *err) {
    json_t *record = begin(cell);
    if (!record)
        return no_record(err);
    json_t *rest =
        json_pack("{s:n,s:n,s:n,s:n,s:n,s:n,s:b,s:[{s:s,s:s,s:s,s:n}],s:o,s:n,s:n}", "boot",
                  "host_wall_s", "host_cpu_s", "cpu", "binary_sha256", "accel", "valid", 0, "gates",
                  "name", "environment-up", "state", "failed", "value", "no", "limit", "error",
                  json_text(why), "kernel", "peer_kernel");
    if (!rest || json_object_update(record, rest) < 0) {
        json_decref(record);
        record = no_record(err);
    }
    json_decref(rest);
    return record;
}

/* A cell that failed while processes were killed for want of memory says so before anything else:
 * those that are killed say nothing. */
static void blame_memory(const struct execution *execution, int status, struct error *why) {
    char ended[32], cause[sizeof why->text], limit[400] = "", size[32];
    int exit_status = execution->process.exit_status;
    bool died = status < 0 || exit_status >= 128;
    if (!died || !(execution->oom_there || execution->oom_kills > 0))
        return;
    snprintf(ended, sizeof ended, "exit status %d", exit_status);
    snprintf(cause, sizeof cause, "%s", status < 0 ? why->text : ended);
    struct cgroup groups;
    cgroup_read("", &groups);
    if (!execution->oom_there && groups.memory_limit != UINT64_MAX)
        snprintf(limit, sizeof limit, " (%s allows %s)", groups.memory_source.text,
                 format_size(groups.memory_limit, size, sizeof size));
    error_failed(why, "killed for want of memory by %s%s: %.300s; give it more, or smaller sizes",
                 execution->oom_there ? "the system that it ran on" : "this host", limit, cause);
}

/* What a kernel says that it used between its own marks. */
static double cpu_of(const json_t *kernel) {
    const json_t *usage = json_object_get(kernel, "usage");
    const json_t *user = json_object_get(usage, "user_s");
    const json_t *system = json_object_get(usage, "system_s");
    return json_is_number(user) && json_is_number(system)
               ? json_number_value(user) + json_number_value(system)
               : NAN;
}

void cell_watch_begin(struct cell_watch *watch) {
    cgroup_read("", &watch->groups);
    watch->kills = oom_kills("");
    stops_forget();
}

void cell_watch_end(const struct cell_watch *watch, struct execution *execution) {
    execution->watcher_continued = stops_seen();
    execution->oom_kills = watch->kills < 0 ? -1 : oom_kills("") - watch->kills;
    execution->host_cpu_quota = watch->groups.cpu_known ? watch->groups.cpu_quota : NAN;
}

/* CPU-seconds between the marks, by who used them. */
static json_t *cpu_parts(const struct execution *execution, const json_t *kernel) {
    return json_pack("{s:o,s:o,s:o,s:o,s:o}", "workload", number(cpu_of(kernel)), "vmm",
                     number(execution->vmm_cpu_s), "daemon", number(execution->daemon_cpu_s),
                     "softirq", number(execution->softirq_cpu_s), "peer",
                     number(execution->peer_cpu_s));
}

static json_t *parsed(const struct process_result *process) {
    return process->out ? json_loads(process->out, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

json_t *cell_record(const struct cell *cell, const struct environment *environment,
                    const struct parameters *parameters, const struct execution *execution,
                    const struct error *failed, struct error *err) {
    struct error cause = failed ? *failed : (struct error){0};
    blame_memory(execution, failed ? -1 : 0, &cause);
    const char *why = cause.text[0] ? cause.text : NULL;
    json_t *record = begin(cell);
    if (!record)
        return no_record(err);
    const struct process_result *process = &execution->process;
    json_t *kernel = parsed(process), *peer_kernel = parsed(&execution->peer);
    struct gate_subject subject = {.plan = cell->plan,
                                   .figure = figure_of(cell),
                                   .parameters = parameters,
                                   .execution = execution,
                                   .kernel = kernel,
                                   .peer_kernel = peer_kernel};
    bool valid;
    json_t *gates = gates_judge(&subject, &valid);
    const json_t *evidence = json_object_get(kernel, "evidence");
    const char *digest = json_string_value(json_object_get(evidence, "binary_sha256"));
    const char *accel = environment->type->traits.kind == KIND_GUEST ? cell->plan->accel : NULL;
    valid = valid && !why;
    json_t *rest =
        json_pack("{s:o,s:o,s:o,s:o,s:s?,s:s?,s:b,s:o}", "boot",
                  execution->boot ? json_integer(execution->boot) : json_null(), "host_wall_s",
                  number(execution->marked_s), "host_cpu_s", number(execution->host_cpu_s), "cpu",
                  cpu_parts(execution, kernel), "binary_sha256", digest, "accel", accel, "valid",
                  valid, "gates", gates);
    bool complete = rest && json_object_update(record, rest) == 0;
    json_decref(rest);
    json_object_set_new(record, "interference", interference_json(&execution->interference));
    if (environment->type->traits.kind ==
        KIND_GUEST) /* a guest's huge pages are only as huge as the host's */
        json_object_set_new(record, "vmm_huge_bytes", number(execution->vmm_huge_bytes));
    if (execution->medium_seen)
        json_object_set(record, "medium", execution->medium_seen);
    if (execution->guest)
        json_object_set(record, "guest", execution->guest);
    if (execution->container)
        json_object_set(record, "container", execution->container);
    if (execution->counters) /* what passed this host's interfaces */
        json_object_set(record, "interfaces", execution->counters);
    json_object_set_new(record, "kernel", kernel ? kernel : json_null());
    bool served = plan_loads_service(figure_of(cell));
    json_object_set_new(record, "peer_kernel",
                        peer_kernel && !served ? json_incref(peer_kernel) : json_null());
    if (served)
        json_object_set_new(record, "service",
                            peer_kernel ? json_incref(peer_kernel) : json_null());
    json_decref(peer_kernel);
    if (!valid)
        json_object_set_new(record, "stderr", json_text(process->err));
    if (!valid && execution->peer.err)
        json_object_set_new(record, "peer_stderr", json_text(execution->peer.err));
    if (why)
        json_object_set_new(record, "error", json_text(why));
    if (execution->oom_kills > 0)
        json_object_set_new(record, "oom_kills", json_integer(execution->oom_kills));
    if (complete)
        return record;
    json_decref(record);
    return no_record(err);
}
