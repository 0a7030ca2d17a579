/* gates_storage.c - the gates about how and where a kernel read and wrote. */
#include "gate_finding.h"

#include "base/json_text.h"

#include <string.h>

static const char *evident_text(const struct gate_subject *subject, const char *key) {
    return json_string_value(gate_evidence(subject, key));
}

/* The files are the service's, where the figure has one. */
static const char *told_of_files(const struct gate_subject *subject, const char *key) {
    const json_t *evidence = json_object_get(subject->peer_kernel, "evidence");
    return subject->figure->service ? json_string_value(json_object_get(evidence, key))
                                    : evident_text(subject, key);
}

struct gate_finding gate_engine(const struct gate_subject *subject, double limit) {
    (void)limit;
    const struct parameter *planned = parameters_find(subject->parameters, "engine");
    const char *used = evident_text(subject, "engine");
    if (!planned || !used)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return gate_finding(strcmp(planned->value, used) == 0 ? GATE_OK : GATE_FAILED,
                        json_string(used));
}

struct gate_finding gate_direct(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *direct = gate_evidence(subject, "direct");
    const struct parameter *planned = parameters_find(subject->parameters, "direct");
    if (!planned || !json_is_boolean(direct))
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    return gate_finding(json_is_true(direct) == (strcmp(planned->value, "1") == 0) ? GATE_OK
                                                                                   : GATE_FAILED,
                        json_boolean(json_is_true(direct)));
}

/* A container's own layer: the kernel tells the directory below it, the host whether the daemon's
 * data are on the medium. NULL: both are right, or the former cannot be told. */
static const char *layer_elsewhere(const json_t *seen, const char *upper, bool *known) {
    const char *root = json_string_value(json_object_get(seen, "data_root"));
    *known = !root || (upper && upper[0] == '/');
    if (!root)
        return NULL;
    if (!json_is_true(json_object_get(seen, "on_the_medium")))
        return root;
    size_t length = strlen(root);
    bool below = *known && strncmp(upper, root, length) == 0 && upper[length] == '/';
    return *known && !below ? upper : NULL;
}

struct gate_finding gate_medium(const struct gate_subject *subject, double limit) {
    (void)limit;
    const json_t *seen = subject->execution->medium_seen;
    const char *type = told_of_files(subject, "file_system");
    const char *from = told_of_files(subject, "mounted_from");
    const char *right_type = json_string_value(json_object_get(seen, "file_system"));
    const char *right_from = json_string_value(json_object_get(seen, "mounted_from"));
    const char *holder = json_string_value(json_object_get(seen, "holder"));
    if (subject->figure->medium_bytes > 0 && !holder)
        return gate_finding(GATE_FAILED, json_string("nobody had the medium"));
    if (gate_in_sandbox(subject) || !type || !from || !right_type || !right_from || !holder)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    bool known;
    const char *elsewhere =
        layer_elsewhere(seen, told_of_files(subject, "upper_directory"), &known);
    if (elsewhere)
        return gate_finding(GATE_FAILED, json_sprintf("a layer in %s", elsewhere));
    if (!known)
        return gate_finding(GATE_UNOBSERVABLE, NULL);
    bool same = strcmp(type, right_type) == 0 && strcmp(from, right_from) == 0;
    return gate_finding(same ? GATE_OK : GATE_FAILED,
                        json_sprintf("%s from %s, held by %s", type, from, holder));
}
