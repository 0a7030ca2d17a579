/* gates_host.c - the gates about who held a cell back while its clocks went on. */
#include "common/cpu_set.h"
#include "gate_finding.h"

#include "base/json_text.h"

#include "common/cpulist.h"

#include <math.h>

struct gate_finding gate_continued(const struct gate_subject *subject, double limit) {
    (void)limit;
    const struct execution *execution = subject->execution;
    const json_t *own = gate_evidence(subject, "continued");
    const json_t *peer =
        json_object_get(json_object_get(subject->peer_kernel, "evidence"), "continued");
    const struct {
        bool continued;
        const char *who;
    } all[] = {
        {json_is_true(own), "the kernel"},
        {json_is_true(peer), "the peer's kernel"},
        {execution->vmm_continued, "QEMU"},
        {execution->watcher_continued, "virtax"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].continued)
            return gate_finding(GATE_FAILED,
                                json_sprintf("%s was stopped and continued", all[i].who));
    return gate_finding(json_is_boolean(own) ? GATE_OK : GATE_UNOBSERVABLE, NULL);
}

/* How many CPUs a kernel says that it ran on; 0 where it does not. */
static int cpus_used(const json_t *evidence) {
    const char *list = json_string_value(json_object_get(evidence, "cpus"));
    struct cpu_set cpus;
    return list && cpulist_parse(list, &cpus, NULL) == 0 ? cpu_set_count(&cpus) : 0;
}

/* A guest's kernel does not see what holds its QEMU back, which runs in virtax's own group. */
static double guest_quota(const struct gate_subject *subject) {
    return subject->execution->guest ? subject->execution->host_cpu_quota : NAN;
}

struct gate_finding gate_cpu_quota(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *kernels[] = {subject->kernel, subject->peer_kernel};
    bool observed = false;
    for (size_t i = 0; i < 2; i++) {
        const json_t *evidence = json_object_get(kernels[i], "evidence");
        const json_t *group = json_object_get(evidence, "control_group");
        const json_t *told = json_object_get(group, "cpu_quota");
        double host = i == 0 ? guest_quota(subject) : NAN; /* NAN: not told */
        double quota = fmin(json_is_number(told) ? json_number_value(told) : INFINITY, host);
        int cpus = cpus_used(evidence);
        observed = observed || json_is_object(group) || !isnan(host);
        if (quota < cpus)
            return gate_finding(GATE_FAILED,
                                json_sprintf("%.3g CPUs for work on %d of them", quota, cpus));
    }
    return gate_finding(observed ? GATE_OK : GATE_UNOBSERVABLE, NULL);
}
