#include "execution.h"

#include "base/host_usage.h"

#include <math.h>
#include <string.h>

struct readings {
    double at, vmm, daemon;
    struct host_cpu host;
};

struct watch {
    struct execution *execution;
    const struct meters *meters;
    struct readings begin;
};

static void read_all(const struct meters *meters, double at, struct readings *readings) {
    readings->at = at;
    readings->host = host_cpu_now();
    readings->vmm = meters && meters->vmm ? meters->vmm(meters->context) : NAN;
    readings->daemon = meters && meters->daemon ? meters->daemon(meters->context) : NAN;
}

static void on_line(const char *line, double at, void *context) {
    struct watch *watch = context;
    struct execution *execution = watch->execution;
    if (strcmp(line, "virtax: begin") == 0 && !execution->began) {
        execution->began = true;
        read_all(watch->meters, at, &watch->begin);
    } else if (strcmp(line, "virtax: end") == 0 && execution->began && !execution->ended) {
        struct readings end;
        read_all(watch->meters, at, &end);
        execution->ended = true;
        execution->marked_s = end.at - watch->begin.at;
        execution->host_cpu_s = end.host.busy_s - watch->begin.host.busy_s;
        execution->softirq_cpu_s = end.host.softirq_s - watch->begin.host.softirq_s;
        execution->vmm_cpu_s = end.vmm - watch->begin.vmm;
        execution->daemon_cpu_s = end.daemon - watch->begin.daemon;
    }
}

int execution_run(const struct process_spec *spec, const struct meters *meters,
                  command_runner *runner, void *target, struct execution *execution,
                  struct error *err) {
    execution->began = execution->ended = false;
    execution->marked_s = execution->host_cpu_s = execution->softirq_cpu_s = NAN;
    execution->vmm_cpu_s = execution->daemon_cpu_s = execution->vmm_huge_bytes = NAN;
    struct watch watch = {.execution = execution, .meters = meters};
    struct process_spec watched = *spec;
    watched.on_stderr_line = on_line;
    watched.context = &watch;
    return runner ? runner(target, &watched, &execution->process, err)
                  : process_run(&watched, &execution->process, err);
}

void execution_free(struct execution *execution) {
    process_result_free(&execution->process);
    json_decref(execution->guest);
    execution->guest = NULL;
}
