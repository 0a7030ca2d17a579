/* gates.c - the table of gates, and those about the kernel's own record. */
#include "gates.h"

#include "base/array.h"
#include "base/json_text.h"
#include "base/scrub.h"
#include "base/words.h"
#include "planning/settings.h"

#include "common/units.h"
#include "gate_finding.h"
#include "payload.h"

#include <math.h>
#include <string.h>

static const char *const state_names[] = {"ok", "failed", "unobservable"};
static const char warned[] = "warned"; /* instead of "failed" */

static struct gate_finding gate_exit(const struct gate_subject *subject, double limit) {
    (void)limit;
    const struct process_result *process = &subject->execution->process;
    if (process->timed_out)
        return gate_finding(GATE_FAILED, json_string("timed out"));
    if (process->exit_status != 0)
        return gate_finding(GATE_FAILED, json_sprintf("exit status %d", process->exit_status));
    if (!subject->kernel)
        return gate_finding(GATE_FAILED, json_string("no JSON on stdout"));
    return gate_finding(GATE_OK, json_integer(0));
}

/* Its name, and what it says of itself. */
static json_t *check_told(const json_t *check) {
    const char *name = json_string_value(json_object_get(check, "name"));
    const char *detail = json_string_value(json_object_get(check, "detail"));
    return json_sprintf("%s%s%s", name ? name : "nameless", detail ? ": " : "",
                        detail ? detail : "");
}

static struct gate_finding gate_checks(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *checks = json_object_get(subject->kernel, "checks"), *check;
    if (!checks)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    size_t i;
    json_array_foreach(checks, i, check) {
        if (!json_is_true(json_object_get(check, "ok")))
            return gate_finding(GATE_FAILED, check_told(check));
    }
    return gate_finding(GATE_OK, json_integer((json_int_t)json_array_size(checks)));
}

static struct gate_finding gate_binary(const struct gate_subject *subject, double limit) {
    (void)limit;
    const char *seen = json_string_value(gate_evidence(subject, "binary_sha256"));
    const char *planned = plan_binary_sha256(subject->plan, subject->figure->kernel);
    if (!seen)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    if (!planned)
        return gate_finding(GATE_FAILED, json_string("not in the plan"));
    return gate_finding(strcmp(planned, seen) == 0 ? GATE_OK : GATE_FAILED, json_string(seen));
}

/* Planned values are numbers, but swept ones stand as the definition writes them: "64M", "2s". */
static bool same_number(double effective, const char *planned) {
    char *end;
    double number = strtod(planned, &end);
    uint64_t bytes;
    if (*end && parse_size(planned, &bytes, NULL) == 0)
        number = (double)bytes;
    else if (*end && parse_time(planned, &number, NULL) < 0)
        return false;
    return fabs(effective - number) <= 1e-9 * fabs(number);
}

static bool same_value(const json_t *effective, const char *planned) {
    if (json_is_number(effective))
        return same_number(json_number_value(effective), planned);
    if (json_is_boolean(effective))
        return strcmp(planned, json_is_true(effective) ? "true" : "false") == 0;
    return json_is_string(effective) && strcmp(json_string_value(effective), planned) == 0;
}

static struct gate_finding gate_parameters(const struct gate_subject *subject, double limit) {
    (void)limit;
    const struct parameters *given = subject->parameters;
    const json_t *effective = json_object_get(subject->kernel, "parameters");
    if (!effective)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    for (size_t i = 0; i < given->count; i++)
        if (!same_value(json_object_get(effective, given->item[i].key), given->item[i].value))
            return gate_finding(GATE_FAILED, json_string(given->item[i].key));
    return gate_finding(GATE_OK, json_integer((json_int_t)given->count));
}

static struct gate_finding gate_environment(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *names = gate_evidence(subject, "environment");
    if (!names)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    const char *leak = scrub_leak(names);
    return leak ? gate_finding(GATE_FAILED, json_string(leak)) : gate_finding(GATE_OK, NULL);
}

/* The first of the plan's settings that a kernel saw otherwise; NULL where there is none. Adds how
 * many it saw. */
static const struct plan_setting *setting_that_differs(const struct gate_subject *subject,
                                                       const json_t *kernel, size_t *observed) {
    const json_t *seen = json_object_get(json_object_get(kernel, "evidence"), "surroundings");
    for (size_t i = 0; seen && i < subject->plan->setting_count; i++) {
        const struct plan_setting *setting = &subject->plan->setting[i];
        const char *value = json_string_value(json_object_get(seen, setting->path));
        if (!value || !setting_decides(setting->path, subject->figure))
            continue;
        ++*observed;
        if (strcmp(value, setting->value) != 0)
            return setting;
    }
    return NULL;
}

static struct gate_finding gate_surroundings(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *kernels[] = {subject->kernel, subject->peer_kernel};
    static const char *const where[] = {"", " on the peer"};
    size_t observed = 0;
    bool sandbox = gate_in_sandbox(subject); /* has a network stack of its own */
    for (size_t i = sandbox; i < 2; i++) {
        const struct plan_setting *setting = setting_that_differs(subject, kernels[i], &observed);
        if (setting)
            return gate_finding(GATE_FAILED, json_sprintf("%s%s is not %s", setting->path, where[i],
                                                          setting->value));
    }
    return observed && !sandbox ? gate_finding(GATE_OK, json_integer((json_int_t)observed))
                                : gate_finding(GATE_UNOBSERVABLE, NULL);
}

/* The kernel's own clock against the host's between the marks: a guest whose clock runs wrong
 * measures nothing. Marks arrive late by a pipe or a network, hence the slack. */
static struct gate_finding gate_clock(const struct gate_subject *subject, double limit) {
    const double slack_s = 0.25;
    const json_t *wall = json_object_get(json_object_get(subject->kernel, "usage"), "wall_s");
    bool slices =
        subject->figure->interleave == INTERLEAVE_SLICES; /* its record tells them alone */
    double kernel = slices                 ? subject->execution->kernel_s
                    : json_is_number(wall) ? json_number_value(wall)
                                           : NAN;
    double host = subject->execution->longest_s;
    if (isnan(kernel) || isnan(host) || host <= 0)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    double difference = fabs(kernel - host);
    bool ok = difference <= fmax(slack_s, limit * host);
    return gate_finding(ok ? GATE_OK : GATE_FAILED, json_real(difference / host));
}

/* The other kernel of the cell ended well, and is the planned binary: the figure's own, or what
 * starts its service. */
static struct gate_finding gate_peer(const struct gate_subject *subject, double limit) {
    (void)limit;
    if (subject->figure->role == ROLE_ALONE)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    const struct process_result *peer = &subject->execution->peer;
    if (peer->timed_out)
        return gate_finding(GATE_FAILED, json_string("did not end"));
    if (peer->exit_status != 0)
        return gate_finding(GATE_FAILED, json_sprintf("exit status %d", peer->exit_status));
    const char *own = subject->figure->service
                          ? plan_binary_sha256(subject->plan, SERVICE_KERNEL)
                          : json_string_value(gate_evidence(subject, "binary_sha256"));
    const char *other = json_string_value(
        json_object_get(json_object_get(subject->peer_kernel, "evidence"), "binary_sha256"));
    bool same = own && other && strcmp(own, other) == 0;
    return gate_finding(same ? GATE_OK : GATE_FAILED,
                        json_string(same ? "same binary" : "another binary"));
}

/* The payload went where it was declared to go: the report's "NAT" run did not. */
static struct gate_finding gate_path(const struct gate_subject *subject, double limit) {
    (void)limit;
    struct error why;
    if (subject->figure->role == ROLE_ALONE || !subject->execution->counters ||
        !subject->execution->path.through[0])
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    uint64_t payload = payload_of(subject->kernel, subject->peer_kernel);
    if (lab_path_check(&subject->execution->path, subject->execution->counters, payload, &why) < 0)
        return gate_finding(GATE_FAILED, json_text(why.text));
    return gate_finding(GATE_OK, json_integer((json_int_t)payload));
}

static const struct {
    const char *name;
    double limit; /* NAN: none */
    struct gate_finding (*judge)(const struct gate_subject *subject, double limit);
} gates[] = {
    {"exit", NAN, gate_exit},
    {"checks", NAN, gate_checks},
    {"binary", NAN, gate_binary},
    {"parameters", NAN, gate_parameters},
    {"environment", NAN, gate_environment},
    {"surroundings", NAN, gate_surroundings},
    {"huge-pages", 0.9, gate_huge_pages},
    {"host-pages", 0.9, gate_host_pages},
    {"clock", 0.05, gate_clock},
    {"peer", NAN, gate_peer},
    {"path", NAN, gate_path},
    {"service", NAN, gate_service},
    {"achieved", 0.99, gate_achieved},
    {"load-cpu", 0.7, gate_load_cpu},
    {"engine", NAN, gate_engine},
    {"direct", NAN, gate_direct},
    {"medium", NAN, gate_medium},
    {"continued", NAN, gate_continued},
    {"container", NAN, gate_container},
    {"cpu-quota", NAN, gate_cpu_quota},
    {"held-back", 0.3, gate_held_back},
    {"waiting", 0.01, gate_waiting},
    {"swap", 256, gate_swap},
    {"major-faults", 10, gate_major_faults},
    {"steal", 0.05, gate_steal},
    {"foreign-cpu", 0.1, gate_foreign_cpu},
    {"pressure", 0.2, gate_pressure},
    {"frequency", 0.1, gate_frequency},
    {"retransmits", 0.01, gate_retransmits},
    {"drift", 0.05, gate_drift},
};

/* Gates that only warn, since they would spoil every cell of a busy host, and what happened then in
 * words. Their values and limits are shares. */
static const struct {
    const char *name, *what;
} warning_gates[] = {
    {"waiting", "it used CPU time while others had their slices"},
    {"load-cpu", "what loads the server was near its own limit"},
    {"steal", "the host below took CPU time of the cell's CPUs"},
    {"foreign-cpu", "others used the cell's CPUs"},
    {"pressure", "tasks of this host waited for CPU, memory or I/O"},
    {"frequency", "the CPUs' speed changed from a cell's begin to its end"},
    {"retransmits", "TCP sent segments again"},
    {"drift", "values drifted from the first third of a cell to the last"},
};

enum { GATES = sizeof gates / sizeof *gates };

const char *gates_warning(const char *name) {
    for (size_t i = 0; i < sizeof warning_gates / sizeof *warning_gates; i++)
        if (strcmp(warning_gates[i].name, name) == 0)
            return warning_gates[i].what;
    return NULL;
}

int gates_declare(struct plan *plan, struct error *err) {
    for (size_t i = 0; i < GATES; i++) {
        struct plan_gate *gate = array_add(plan->gate, plan->gate_count);
        if (!gate)
            return error_failed(err, "out of memory");
        *gate = (struct plan_gate){plan_copy(gates[i].name), gates[i].limit,
                                   gates_warning(gates[i].name) != NULL};
        if (!gate->name)
            return error_failed(err, "out of memory");
    }
    return 0;
}

static json_t *judge(const struct gate_subject *subject, const struct plan_gate *planned,
                     bool *valid) {
    struct gate_finding found =
        gate_finding(GATE_UNOBSERVABLE, NULL); /* also: a gate of another version */
    for (size_t i = 0; i < GATES; i++)
        if (strcmp(gates[i].name, planned->name) == 0)
            found = gates[i].judge(subject, planned->limit);
    bool failed = found.state == GATE_FAILED;
    if (failed && !planned->warns)
        *valid = false;
    return json_pack("{s:s,s:s,s:o,s:o}", "name", planned->name, "state",
                     failed && planned->warns ? warned : state_names[found.state], "value",
                     found.value ? found.value : json_null(), "limit",
                     isnan(planned->limit) ? json_null() : json_real(planned->limit));
}

json_t *gates_judge(const struct gate_subject *subject, bool *valid) {
    *valid = true;
    json_t *judged = json_array();
    for (size_t i = 0; i < subject->plan->gate_count; i++)
        json_array_append_new(judged, judge(subject, &subject->plan->gate[i], valid));
    return judged;
}
