/* gates_service.c - the gates about servers under load, and about what loads them. */
#include "gate_finding.h"

#include "base/json_text.h"

#include <string.h>

/* A member of the evidence of what started the service: the peer of what loads it, or the kernel.
 */
static const char *told(const struct gate_subject *subject, const char *key) {
    const json_t *kernel =
        plan_loads_service(subject->figure) ? subject->peer_kernel : subject->kernel;
    const json_t *evidence = json_object_get(kernel, "evidence");
    return json_string_value(json_object_get(json_object_get(evidence, "service"), key));
}

struct gate_finding gate_service(const struct gate_subject *subject, double limit) {
    (void)limit;
    if (!subject->figure->service)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    const char *name = told(subject, "name"), *manifest = told(subject, "manifest_sha256");
    if (!name || !manifest)
        return gate_finding(GATE_FAILED, json_string("no record of it"));
    if (strcmp(name, subject->figure->service) != 0)
        return gate_finding(GATE_FAILED, json_text(name));
    bool same = strcmp(manifest, subject->plan->services.manifest) == 0;
    return gate_finding(same ? GATE_OK : GATE_FAILED, json_text(manifest));
}

static struct gate_finding share(const struct gate_subject *subject, const char *key, bool at_least,
                                 double limit) {
    const json_t *value = gate_evidence(subject, key);
    if (!json_is_number(value))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    double seen = json_number_value(value);
    bool ok = at_least ? seen >= limit : seen <= limit;
    return gate_finding(ok ? GATE_OK : GATE_FAILED, json_real(seen));
}

struct gate_finding gate_achieved(const struct gate_subject *subject, double limit) {
    return share(subject, "achieved_share", true, limit);
}

struct gate_finding gate_load_cpu(const struct gate_subject *subject, double limit) {
    return share(subject, "load_cpu_share", false, limit);
}
