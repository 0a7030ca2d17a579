/* gates_noise.c - the gates about what else happened on the host meanwhile: CPU time taken, tasks
 * that waited, pages that were swapped. */
#include "gate_finding.h"

#include <math.h>

/* Ticks of 10 ms and the watcher's own delays: shares of short cells are not exact. */
static const double slack_s = 0.04;

/* `part` of `whole` in seconds, of which `unsure` are no more than the slack. */
static struct gate_finding share_within(double part_s, double whole_s, double limit,
                                        double unsure_s) {
    if (!(whole_s > 0) || isnan(part_s))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    part_s = fmax(part_s, 0);
    bool ok = part_s <= fmax(limit * whole_s, unsure_s);
    return gate_finding(ok ? GATE_OK : GATE_FAILED, json_real(part_s / whole_s));
}

static struct gate_finding share(double part_s, double whole_s, double limit) {
    return share_within(part_s, whole_s, limit, slack_s);
}

static bool concerns(const struct gate_subject *subject, const char *what) {
    return yields_concern(subject->figure->yields, what);
}

static const json_t *usage(const json_t *kernel, const char *key) {
    return json_object_get(json_object_get(kernel, "usage"), key);
}

/* Of all slices of a kernel together; 0 in cells. */
static double sum_of(const struct gate_subject *subject, const char *key) {
    const json_t *all = json_object_get(json_object_get(subject->kernel, "slices"), key), *one;
    double sum = 0;
    size_t i;
    json_array_foreach(all, i, one) {
        sum += json_number_value(one);
    }
    return sum;
}

/* CPU-seconds of the cell on its CPUs, without interrupts: a guest's kernel works within QEMU. */
static double known_cpu_s(const struct gate_subject *subject) {
    const struct execution *execution = subject->execution;
    const json_t *user = usage(subject->kernel, "user_s");
    const json_t *system = usage(subject->kernel, "system_s");
    if (execution->guest)
        return execution->vmm_cpu_s;
    if (!json_is_number(user) || !json_is_number(system))
        return NAN;
    double daemon_s = isnan(execution->daemon_cpu_s) ? 0 : execution->daemon_cpu_s;
    return json_number_value(user) + json_number_value(system) + daemon_s;
}

/* Threads that work at once. */
static double threads_of(const struct gate_subject *subject) {
    const struct interference *seen = &subject->execution->interference;
    const json_t *threads =
        json_object_get(json_object_get(subject->kernel, "parameters"), "threads");
    double cpus = seen->cpu_s / seen->wall_s;
    return json_is_number(threads) ? fmin(json_number_value(threads), cpus) : NAN;
}

/* What a kernel says that it used is that of its slices alone; warming up comes to it. */
static double foreign_cpu_s(const struct gate_subject *subject) {
    const struct interference *seen = &subject->execution->interference;
    double warming_s = subject->execution->guest ? 0 : sum_of(subject, "warm_cpu_s");
    return fmax(seen->tasks_s - known_cpu_s(subject) - warming_s - seen->own_s, 0);
}

struct gate_finding gate_held_back(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    double slices_s = sum_of(subject, "end_s") - sum_of(subject, "begin_s");
    double wanted_s = threads_of(subject) * (slices_s > 0 ? slices_s : seen->wall_s);
    if (concerns(subject, "storage") || concerns(subject, "network") || !(wanted_s > 0))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    /* Others hold up only who waits for a CPU meanwhile: fmin and NAN is the other. */
    double others_s = fmin(foreign_cpu_s(subject), seen->waiting_s[PRESSURE_CPU]);
    /* Who waits at a barrier for one that is held up sleeps as well. */
    double held_up_s = threads_of(subject) * (others_s + seen->steal_s + seen->interrupts_s);
    /* What others took is known within the slack, and counts for each thread. */
    double unsure_s = threads_of(subject) * slack_s;
    return share_within(wanted_s - known_cpu_s(subject) - held_up_s, wanted_s, limit, unsure_s);
}

struct gate_finding gate_waiting(const struct gate_subject *subject, double limit) {
    double cpus = subject->execution->waiting_cpus;
    return isnan(cpus) ? gate_finding(GATE_UNOBSERVABLE, NULL)
                       : gate_finding(cpus <= limit ? GATE_OK : GATE_FAILED, json_real(cpus));
}

struct gate_finding gate_steal(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    return share(seen->steal_s, seen->cpu_s, limit);
}

struct gate_finding gate_foreign_cpu(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    bool beside_its_peer =
        subject->figure->role != ROLE_ALONE && isnan(subject->execution->peer_cpu_s);
    /* What starts instances, an engine or QEMU, is not told from what others run. */
    if (concerns(subject, "storage") || beside_its_peer || yields_crowd(subject->figure->yields) ||
        isnan(known_cpu_s(subject)))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return share(foreign_cpu_s(subject), seen->cpu_s, limit);
}

/* Does the cell make no task wait for that itself? Packets, I/O and QEMU keep further threads busy
 * than those of the kernel, and starts wait for each other and for files. */
static bool from_outside(const struct gate_subject *subject, enum pressure pressure) {
    const struct interference *seen = &subject->execution->interference;
    const json_t *threads =
        json_object_get(json_object_get(subject->kernel, "parameters"), "threads");
    bool starts = yields_crowd(subject->figure->yields);
    bool computes = !concerns(subject, "storage") && !concerns(subject, "network") && !starts;
    switch (pressure) {
    case PRESSURE_CPU:
        return computes && !subject->execution->guest &&
               json_number_value(threads) * seen->wall_s <= 1.001 * seen->cpu_s;
    case PRESSURE_IO:
        return !concerns(subject, "storage") && !starts;
    default:
        return true;
    }
}

struct gate_finding gate_pressure(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    double most_s = NAN;
    for (enum pressure p = 0; p < PRESSURES; p++)
        if (from_outside(subject, p))
            most_s = fmax(most_s, seen->waiting_s[p]);
    return share(most_s, seen->wall_s, limit);
}

struct gate_finding gate_swap(const struct gate_subject *subject, double limit) {
    const struct interference *seen = &subject->execution->interference;
    double rate = seen->swapped_pages / seen->wall_s;
    if (!(seen->wall_s > 0) || isnan(rate))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return gate_finding(rate <= limit ? GATE_OK : GATE_FAILED, json_real(rate));
}

struct gate_finding gate_major_faults(const struct gate_subject *subject, double limit) {
    const json_t *kernels[] = {subject->kernel, subject->peer_kernel};
    double watched_s = subject->execution->interference.wall_s;
    double most = NAN;
    for (size_t i = 0; i < 2; i++) {
        const json_t *faults = usage(kernels[i], "major_faults");
        double wall_s = json_number_value(usage(kernels[i], "wall_s"));
        if (watched_s > 0) /* of a block in slices, those alone */
            wall_s = fmin(wall_s, watched_s);
        if (json_is_integer(faults) && wall_s > 0)
            most = fmax(most, json_number_value(faults) / wall_s);
    }
    if (isnan(most))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return gate_finding(most <= limit ? GATE_OK : GATE_FAILED, json_real(most));
}
