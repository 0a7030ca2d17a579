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

#endif
