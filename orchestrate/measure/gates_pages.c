/* gates_pages.c - the gates about huge pages, in the kernel's own system and behind a guest. */
#include "gate_finding.h"

#include <math.h>
#include <string.h>

struct gate_finding gate_huge_pages(const struct gate_subject *subject, double limit) {
    const json_t *huge = gate_evidence(subject, "huge_bytes");
    const json_t *all = gate_evidence(subject, "region_bytes");
    const char *wanted = json_string_value(
        json_object_get(json_object_get(subject->kernel, "parameters"), "hugepages"));
    if (!wanted || gate_in_sandbox(subject) || !json_is_number(huge) || json_number_value(all) <= 0)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    double share = json_number_value(huge) / json_number_value(all);
    bool ok = strcmp(wanted, "none") == 0 ? share == 0 : share >= limit;
    return gate_finding(ok ? GATE_OK : GATE_FAILED, json_real(share));
}

struct gate_finding gate_host_pages(const struct gate_subject *subject, double limit) {
    const json_t *features = json_object_get(subject->execution->guest, "features");
    const char *level = json_string_value(json_object_get(features, "host-pages"));
    double huge = subject->execution->vmm_huge_bytes, wanted = 0;
    if (!level || isnan(huge))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    if (strcmp(level, "hugetlb") == 0)
        wanted = (double)subject->figure->guest_memory;
    else if (strcmp(level, "thp") == 0)
        wanted = json_number_value(gate_evidence(subject, "region_bytes"));
    bool refused = strcmp(level, "4k") == 0;
    if (!refused && wanted <= 0) /* a kernel that works on no memory of its own */
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    if (refused ? huge == 0 : huge >= limit * wanted)
        return gate_finding(GATE_OK, json_real(refused ? 0 : huge / wanted));
    const double mib = 1 << 20;
    return gate_finding(GATE_FAILED, json_sprintf("%s: %.0f MiB of the guest are in the host's "
                                                  "huge pages, wanted %.0f MiB",
                                                  level, ceil(huge / mib), wanted / mib));
}
