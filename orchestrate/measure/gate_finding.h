/* gate_finding.h - what the gates of gates.c are made of, for those in files of their own. */
#ifndef VIRTAX_GATE_FINDING_H
#define VIRTAX_GATE_FINDING_H

#include "gates.h"

enum gate_state { GATE_OK, GATE_FAILED, GATE_UNOBSERVABLE };

/* What a gate saw; `value` (owned, may be NULL) is what the record shows. */
struct gate_finding {
    enum gate_state state;
    json_t *value;
};

static inline struct gate_finding gate_finding(enum gate_state state, json_t *value) {
    return (struct gate_finding){state, value};
}

/* A member of the kernel's evidence, or NULL. */
static inline const json_t *gate_evidence(const struct gate_subject *subject, const char *key) {
    return json_object_get(json_object_get(subject->kernel, "evidence"), key);
}

/* What /proc of this host showed of the cell's container (container_seen), or NULL. */
static inline const json_t *gate_container_seen(const struct gate_subject *subject,
                                                const char *key) {
    return json_object_get(json_object_get(subject->execution->container, "seen"), key);
}

/* Is it in one that is a kernel of its own (gVisor)? What a process says there of its memory and
 * its confinement is not of this host. */
static inline bool gate_in_sandbox(const struct gate_subject *subject) {
    return json_is_true(gate_container_seen(subject, "sandbox"));
}

/* The share of the kernel's memory in huge pages: at least the limit where huge pages were asked
 * for, none where they were refused. */
struct gate_finding gate_huge_pages(const struct gate_subject *subject, double limit);

/* The host's huge pages behind a guest are those of its level of host-pages: none for 4k; for
 * hugetlb the guest's memory, for thp as much as the kernel works on, times the limit at least. */
struct gate_finding gate_host_pages(const struct gate_subject *subject, double limit);

/* The engine is the planned one: figures that compare engines name one for each cell, others one
 * for all. */
struct gate_finding gate_engine(const struct gate_subject *subject, double limit);

/* The figure's service came from the root of the plan, file by file (its manifest). */
struct gate_finding gate_service(const struct gate_subject *subject, double limit);

/* Of the requests that a rate offered, the share that was answered in time. */
struct gate_finding gate_achieved(const struct gate_subject *subject, double limit);

/* The CPU share of the busiest thread of the load: one that is near its own limit measures itself.
 */
struct gate_finding gate_load_cpu(const struct gate_subject *subject, double limit);

/* Past the page cache where that was asked for. */
struct gate_finding gate_direct(const struct gate_subject *subject, double limit);

/* The kernel's file was on the medium, as its holder saw it: no bind mount that came too late, no
 * layer elsewhere. */
struct gate_finding gate_medium(const struct gate_subject *subject, double limit);

/* Nothing that takes part in the cell was stopped and continued meanwhile: the kernel, its peer,
 * the hypervisor, or virtax, which stamps the marks. */
struct gate_finding gate_continued(const struct gate_subject *subject, double limit);

/* Each level of a container's features that its name asks for is in force: by what the kernel saw
 * of itself, and what this host's /proc showed of its container. */
struct gate_finding gate_container(const struct gate_subject *subject, double limit);

/* Control groups allow as many CPUs as the kernel and its peer ran on. */
struct gate_finding gate_cpu_quota(const struct gate_subject *subject, double limit);

/* A kernel that only computes had its CPUs: it did not stand still for more than the limit's share
 * of the time for reasons that neither its own group, nor others, nor the host below explain (a
 * frozen group, a quota out of sight). */
struct gate_finding gate_held_back(const struct gate_subject *subject, double limit);

/* How many CPUs it took on average while it waited for its next slice. */
struct gate_finding gate_waiting(const struct gate_subject *subject, double limit);

/* Pages that the host swapped in or out a second. */
struct gate_finding gate_swap(const struct gate_subject *subject, double limit);

/* Pages a second for which the kernels had to wait for storage. */
struct gate_finding gate_major_faults(const struct gate_subject *subject, double limit);

/* The share of the cell's CPUs that the host below took. */
struct gate_finding gate_steal(const struct gate_subject *subject, double limit);

/* The share that tasks took which neither belong to the cell nor are virtax: not told where work of
 * the cell goes on in the system's own threads (storage), or beside its peer. */
struct gate_finding gate_foreign_cpu(const struct gate_subject *subject, double limit);

/* The largest share of the time in which tasks of the host waited for CPUs, memory or I/O, of those
 * for which the cell itself makes none wait. */
struct gate_finding gate_pressure(const struct gate_subject *subject, double limit);

/* How much faster the CPUs were at the end than at the begin, by the kernel's reference work, and
 * by cpufreq where that is seen. */
struct gate_finding gate_frequency(const struct gate_subject *subject, double limit);

/* Segments that TCP sent again, as a share of all. */
struct gate_finding gate_retransmits(const struct gate_subject *subject, double limit);

/* How much larger the figure's samples are in the last third of the time than in the first, the
 * worst of its results; not where that could be their scatter. */
struct gate_finding gate_drift(const struct gate_subject *subject, double limit);

#endif
