/* speculation.c - compares lines of /proc/self/status between series. Sources: Linux
 * Documentation/admin-guide/kernel-parameters.txt (spec_store_bypass_disable, spectre_v2_user:
 * until 5.15 "auto" meant that seccomp turns the mitigations on), proc(5), seccomp(2). */
#include "speculation.h"

#include <stdio.h>
#include <string.h>

static const char *const lines[] = {"Speculation_Store_Bypass", "SpeculationIndirectBranch",
                                    "Seccomp", "NoNewPrivs"};
enum { SPECULATION_LINES = 2, LINES = sizeof lines / sizeof *lines };
static const char filtered[] = "2";

static const json_t *evidence_of(const json_t *record) {
    return json_object_get(json_object_get(record, "kernel"), "evidence");
}

/* The first record of a series that counts and tells its status; NULL: none does. */
static const json_t *first_record(const struct plan *plan, const struct records *records,
                                  const struct summary *summary, size_t series) {
    for (size_t i = 0; i < plan->block_count; i++) {
        if (plan->block[i].figure != summary->index)
            continue;
        const json_t *record = records_of(plan, &plan->block[i], series, records);
        if (json_is_true(json_object_get(record, "valid")) &&
            json_is_object(json_object_get(evidence_of(record), "status")))
            return record;
    }
    return NULL;
}

static const char *line_of(const json_t *record, size_t line) {
    const json_t *status = json_object_get(evidence_of(record), "status");
    const char *value = json_string_value(json_object_get(status, lines[line]));
    return value ? value : "not told";
}

static bool differs(const json_t *record, const json_t *other, size_t line) {
    return strcmp(line_of(record, line), line_of(other, line)) != 0;
}

static bool is_filtered(const json_t *record) {
    return strcmp(line_of(record, 2), filtered) == 0;
}

static const char *cause_of(const json_t *record, const json_t *reference) {
    bool speculation = false;
    for (size_t i = 0; i < SPECULATION_LINES; i++)
        speculation = speculation || differs(record, reference, i);
    bool more_filtered = is_filtered(record) && !is_filtered(reference);
    if (json_is_object(json_object_get(record, "guest")))
        return "a guest has the mitigations of its own kernel and CPU model";
    const json_t *container = json_object_get(json_object_get(record, "container"), "seen");
    if (json_is_true(json_object_get(container, "sandbox")))
        return "gVisor, a kernel of its own, does not tell what this host's does to it";
    if (speculation && more_filtered)
        return "its seccomp profile turns on speculation mitigations, as seccomp did by default "
               "before Linux 5.16 (spec_store_bypass_disable, spectre_v2_user)";
    if (speculation)
        return "speculation mitigations were asked for (prctl, or what started it)";
    return more_filtered ? "its system calls pass a seccomp filter; speculation is the same"
                         : "speculation is the same";
}

/* "docker: Seccomp 2, native: 0; ..." with every line that differs. */
static void warn_of_series(const json_t *record, const json_t *reference, size_t series,
                           struct summary *summary) {
    char its[400] = "", others[400] = "";
    for (size_t i = 0; i < LINES; i++) {
        size_t used = strlen(its), used_by_others = strlen(others);
        if (!differs(record, reference, i))
            continue;
        snprintf(its + used, sizeof its - used, "%s%s %s", used ? ", " : "", lines[i],
                 line_of(record, i));
        snprintf(others + used_by_others, sizeof others - used_by_others, "%s%s",
                 used_by_others ? ", " : "", line_of(reference, i));
    }
    if (*its)
        summary_warn(summary, "%s: %s: %s; %s: %s; %s", summary->figure->name,
                     summary->figure->series[series].name, its, summary->figure->series[0].name,
                     others, cause_of(record, reference));
}

void warn_of_speculation(const struct plan *plan, const struct records *records,
                         struct summary *summary) {
    const json_t *reference = first_record(plan, records, summary, 0);
    for (size_t s = 1; reference && s < summary->series_count; s++) {
        const json_t *record = first_record(plan, records, summary, s);
        if (record)
            warn_of_series(record, reference, s, summary);
    }
}
