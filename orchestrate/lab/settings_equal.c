/* settings_equal.c - reads both sides, writes what differs, reads again. */
#include "settings_equal.h"

#include "command.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <stdbool.h>
#include <string.h>

/* Keys are secrets. Not by the shell's own read: dash's takes a byte at a time, and the kernel
 * tells a number once. */
static const char read_all[] =
    "cd /proc/sys && grep -s '' net/ipv4/tcp_* net/ipv4/udp_* net/core/[rw]mem_* "
    "net/core/optmem_max net/core/default_qdisc | grep -v '_key:'";

json_t *lab_settings(const char *namespace, struct error *err) {
    cleanup_free char *text = NULL;
    if (lab_script(namespace, read_all, NULL, &text, err) < 0)
        return error_null(error_wrap(err, "reading network settings"));
    json_t *settings = json_object();
    char *state = NULL;
    for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        char *value = strchr(line, ':');
        if (!value)
            continue;
        *value++ = '\0';
        single_blanks(value);
        for (char *slash = line; (slash = strchr(slash, '/'));)
            *slash = '.';
        json_object_set_new(settings, line, json_string(value));
    }
    return settings;
}

json_t *lab_settings_differing(const json_t *host, const json_t *peer) {
    json_t *differing = json_object();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)host, name, value) {
        const json_t *there = json_object_get(peer, name);
        if (there && !json_equal(value, there))
            json_object_set(differing, name, value);
    }
    return differing;
}

/* A setting that is read-only there, or one for the whole kernel, refuses the value; the check
 * afterwards tells. */
static int write_one(const char *namespace, const char *name, const char *value,
                     struct error *err) {
    const char *argument[] = {name, value, NULL};
    return lab_script(namespace,
                      "f=/proc/sys/$(echo $1 | tr . /); test ! -w $f || echo \"$2\" >$f || true",
                      argument, NULL, err);
}

static bool decides(const char *name) {
    static const char *const names[] = {"net.ipv4.tcp_congestion_control", "net.ipv4.tcp_rmem",
                                        "net.ipv4.tcp_wmem", "net.core.rmem_max",
                                        "net.core.wmem_max"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

int lab_settings_equalise(const char *namespace, struct error *err) {
    cleanup_json json_t *host = lab_settings(NULL, err);
    cleanup_json json_t *before = host ? lab_settings(namespace, err) : NULL;
    if (!before)
        return -1;
    cleanup_json json_t *differing = lab_settings_differing(host, before);
    const char *name;
    json_t *value;
    json_object_foreach(differing, name, value) {
        if (write_one(namespace, name, json_string_value(value), err) < 0)
            return error_wrap(err, "setting %s in %s", name, namespace);
    }
    cleanup_json json_t *after = lab_settings(namespace, err);
    if (!after)
        return -1;
    cleanup_json json_t *still = lab_settings_differing(host, after);
    json_object_foreach(still, name, value) {
        if (decides(name))
            return error_failed(err, "%s in %s: cannot be made the host's '%s'", name, namespace,
                                json_string_value(value));
    }
    return 0;
}
