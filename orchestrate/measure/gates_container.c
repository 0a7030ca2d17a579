/* gates_container.c - the gate about features of containers: a table of what shows each of them. */
#include "gate_finding.h"

#include "common/cpulist.h"

#include <string.h>

/* A container's kernel is what starts its service, where the figure has one. */
static const json_t *inside(const struct gate_subject *subject, const char *key) {
    const json_t *kernel =
        plan_loads_service(subject->figure) ? subject->peer_kernel : subject->kernel;
    return json_object_get(json_object_get(kernel, "evidence"), key);
}

static const char *status_line(const struct gate_subject *subject, const char *key) {
    return json_string_value(json_object_get(inside(subject, "status"), key));
}

/* The level that a feature was seen to have; NULL: nothing tells. `level`: what was asked for,
 * where several look the same. */
typedef const char *look(const struct gate_subject *subject, const char *level);

/* What a filter does to io_uring tells one that lets it through from an engine's default that does
 * not; older defaults are no other in that. */
static const char *look_seccomp(const struct gate_subject *subject, const char *level) {
    const char *mode = status_line(subject, "Seccomp");
    const char *io_uring = json_string_value(inside(subject, "io_uring"));
    bool refused =
        json_is_true(json_object_get(subject->execution->container, "default_refuses_io_uring"));
    if (!mode)
        return NULL;
    if (strcmp(mode, "2") != 0)
        return "unconfined";
    if (strcmp(level, "unconfined") == 0)
        return "a filter";
    if (!refused && strcmp(level, "iouring") != 0)
        return level;
    if (!io_uring)
        return NULL;
    return strcmp(io_uring, "allowed") == 0 ? "iouring" : "default";
}

static const char *look_apparmor(const struct gate_subject *subject, const char *level) {
    const char *profile = json_string_value(gate_container_seen(subject, "apparmor"));
    (void)level;
    if (!profile)
        return NULL;
    return strstr(profile, "(enforce)") ? "default" : profile;
}

static const char *look_privileges(const struct gate_subject *subject, const char *level) {
    const char *value = status_line(subject, "NoNewPrivs");
    (void)level;
    if (!value)
        return NULL;
    return strcmp(value, "1") == 0 ? "on" : "off";
}

static const char *look_users(const struct gate_subject *subject, const char *level) {
    const char *map = json_string_value(gate_container_seen(subject, "uid_map"));
    (void)level;
    if (!map)
        return NULL;
    return strncmp(map, "0 0 ", 4) == 0 ? "host" : "remapped";
}

static const char *look_network(const struct gate_subject *subject, const char *level) {
    (void)level;
    return json_string_value(gate_container_seen(subject, "network"));
}

/* By what the runtime left of itself. Those with names of their own, as engines may give them,
 * leave what one of these leaves. */
static const char *look_runtime(const struct gate_subject *subject, const char *level) {
    static const char *const known[] = {"runc",  "crun",           "runsc",
                                        "bwrap", "systemd-nspawn", "lxc-execute"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], level) == 0)
            return json_string_value(gate_container_seen(subject, "runtime"));
    return NULL;
}

static bool same_cpus(const char *a, const char *b) {
    struct cpu_set left, right;
    return cpulist_parse(a, &left, NULL) == 0 && cpulist_parse(b, &right, NULL) == 0 &&
           cpu_set_equal(&left, &right);
}

/* A group that allows all CPUs of the host keeps nobody from any. */
static const char *look_cpuset(const struct gate_subject *subject, const char *level) {
    const char *own = json_string_value(gate_container_seen(subject, "cpuset"));
    const char *all = json_string_value(gate_container_seen(subject, "all_cpus"));
    if (!own)
        return NULL;
    bool kept = own[0] && same_cpus(own, subject->figure->cpus);
    bool free = !own[0] || (all && same_cpus(own, all));
    if (strcmp(level, "none") == 0 ? free : !kept)
        return free ? "none" : "another cpuset";
    return kept ? "cpuset" : "another cpuset";
}

/* What is null in the group is not limited. */
static const char *look_group(const struct gate_subject *subject, const char *level) {
    const json_t *group = inside(subject, "control_group");
    if (!json_is_object(group))
        return NULL;
    if (json_is_number(json_object_get(group, "cpu_quota")))
        return "quota";
    if (json_is_number(json_object_get(group, "memory_limit")))
        return "memory";
    return look_cpuset(subject, level);
}

/* A volume is told by the files on it. */
static const char *look_volume(const struct gate_subject *subject) {
    const char *type = json_string_value(inside(subject, "file_system"));
    if (!type)
        return NULL;
    return strstr(type, "overlay") ? "overlay" : "volume";
}

static const char *look_root(const struct gate_subject *subject, const char *level) {
    const char *root = json_string_value(gate_container_seen(subject, "root"));
    const char *type = json_string_value(gate_container_seen(subject, "root_type"));
    if (strcmp(level, "volume") == 0)
        return look_volume(subject);
    if (!root || !type)
        return NULL;
    if (strcmp(root, "read-only") == 0 || strcmp(level, "read-only") == 0)
        return root;
    if (strstr(type, "overlay"))
        return "overlay";
    return strcmp(type, "tmpfs") == 0 ? type : "directory";
}

static const char *look_pids(const struct gate_subject *subject, const char *level) {
    const char *most = json_string_value(gate_container_seen(subject, "pids_max"));
    (void)level;
    if (!most)
        return NULL;
    return strcmp(most, "max") == 0 ? "unlimited" : "limited";
}

static const char *look_init(const struct gate_subject *subject, const char *level) {
    const char *first = json_string_value(gate_container_seen(subject, "first"));
    (void)level;
    if (!first)
        return NULL;
    return strncmp(first, plan_kernel_there(subject->figure), strlen(first)) == 0 ? "off" : "on";
}

static const char *look_platform(const struct gate_subject *subject, const char *level) {
    (void)level;
    return json_string_value(gate_container_seen(subject, "platform"));
}

static const char *look_rootless(const struct gate_subject *subject, const char *level) {
    const char *users = look_users(subject, level);
    if (!users)
        return NULL;
    return strcmp(users, "host") == 0 ? "off" : "on";
}

static const struct {
    const char *key;
    look *look;
    bool in_sandbox; /* is also told of one that is a kernel of its own */
} looks[] = {
    {"seccomp", look_seccomp, false},
    {"apparmor", look_apparmor, false},
    {"no-new-privileges", look_privileges, false},
    {"userns", look_users, false},
    {"network", look_network, true},
    {"runtime", look_runtime, true},
    {"cgroup", look_group, false},
    {"rootfs", look_root, false},
    {"pids", look_pids, false},
    {"init", look_init, false},
    {"platform", look_platform, true},
    {"rootless", look_rootless, false},
};

static const char *look_at(const struct gate_subject *subject, const char *key, const char *level) {
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strcmp(looks[i].key, key) == 0 && (looks[i].in_sandbox || !gate_in_sandbox(subject)))
            return looks[i].look(subject, level);
    return NULL;
}

struct gate_finding gate_container(const struct gate_subject *subject, double limit) {
    (void)limit;
    json_t *asked = json_object_get(subject->execution->container, "features"), *level;
    const char *key, *unseen = NULL;
    json_object_foreach(asked, key, level) {
        const char *wanted = json_string_value(level), *found = look_at(subject, key, wanted);
        if (!found)
            unseen = key;
        else if (strcmp(found, wanted) != 0)
            return gate_finding(GATE_FAILED, json_sprintf("%s=%s: it is %s", key, wanted, found));
    }
    if (unseen)
        return gate_finding(GATE_UNOBSERVABLE, json_sprintf("nothing shows %s", unseen));
    size_t count = json_object_size(asked);
    return count ? gate_finding(GATE_OK, json_integer((json_int_t)count))
                 : gate_finding(GATE_UNOBSERVABLE, NULL);
}
