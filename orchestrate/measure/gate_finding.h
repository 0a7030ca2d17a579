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

/* The share of the kernel's memory in huge pages: at least the limit where huge pages were asked
 * for, none where they were refused. */
struct gate_finding gate_huge_pages(const struct gate_subject *subject, double limit);

/* The host's huge pages behind a guest are those of its level of host-pages: none for 4k; for
 * hugetlb the guest's memory, for thp as much as the kernel works on, times the limit at least. */
struct gate_finding gate_host_pages(const struct gate_subject *subject, double limit);

/* The engine is the planned one: figures that compare engines name one for each cell, others one
 * for all. */
struct gate_finding gate_engine(const struct gate_subject *subject, double limit);

/* Past the page cache where that was asked for. */
struct gate_finding gate_direct(const struct gate_subject *subject, double limit);

/* The kernel's file was on the medium, as its holder saw it: no bind mount that came too late, no
 * layer elsewhere. */
struct gate_finding gate_medium(const struct gate_subject *subject, double limit);

/* Nothing that takes part in the cell was stopped and continued meanwhile: the kernel, its peer,
 * the hypervisor, or virtax, which stamps the marks. */
struct gate_finding gate_continued(const struct gate_subject *subject, double limit);

/* Control groups allow as many CPUs as the kernel and its peer ran on. */
struct gate_finding gate_cpu_quota(const struct gate_subject *subject, double limit);

#endif
