/* container_facts.c - lines of mountinfo and cgroup, and files of the groups that these name. */
#include "container_facts.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

static json_t *text_json(char *text) {
    json_t *json = text ? json_string(text) : NULL;
    free(text);
    return json ? json : json_null();
}

/* mountinfo: ID, parent, device, root, where, options, …, "-", type. The last on "/" is what is
 * seen. */
static void add_root(json_t *seen, const char *root, int pid) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/%d/mountinfo", root, pid);
    char where[PATH_MAX], options[256], type[64], *state = NULL;
    json_object_set_new(seen, "root", json_null());
    json_object_set_new(seen, "root_type", json_null());
    for (char *line = text ? strtok_r(text, "\n", &state) : NULL; line;
         line = strtok_r(NULL, "\n", &state)) {
        const char *dash = strstr(line, " - ");
        if (!dash || sscanf(dash, " - %63s", type) != 1 ||
            sscanf(line, "%*s %*s %*s %*s %4095s %255s", where, options) != 2 ||
            strcmp(where, "/") != 0)
            continue;
        json_object_set_new(
            seen, "root", json_string(strncmp(options, "ro", 2) == 0 ? "read-only" : "read-write"));
        json_object_set_new(seen, "root_type", json_string(type));
    }
}

/* A process's path in the hierarchy of a line "ID:CONTROLLERS:PATH": of version 1 by its
 * controller, else of version 2. */
struct group {
    const char *hierarchy; /* its directory below /sys/fs/cgroup, "" of version 2 */
    char path[PATH_MAX];
};

static bool find_group(const char *root, int pid, const char *controller, struct group *group) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/%d/cgroup", root, pid);
    char *rest = text, *line;
    bool found = false;
    while ((line = strsep(&rest, "\n"))) {
        strsep(&line, ":");
        const char *controllers = strsep(&line, ":");
        bool is_v1 = controllers && strcmp(controllers, controller) == 0;
        if (!line || !(is_v1 || (!found && !controllers[0])))
            continue;
        group->hierarchy = is_v1 ? controller : "";
        snprintf(group->path, sizeof group->path, "%s", strcmp(line, "/") == 0 ? "" : line);
        found = true;
    }
    return found;
}

static json_t *group_file(const char *root, const struct group *group, const char *path,
                          const char *name) {
    char *text =
        small_file_readf(NULL, "%s/sys/fs/cgroup/%s%s/%s", root, group->hierarchy, path, name);
    return text_json(text);
}

void container_facts_add(json_t *seen, const char *root, int pid) {
    struct group pids, cpuset;
    add_root(seen, root, pid);
    bool has_pids = find_group(root, pid, "pids", &pids);
    bool has_cpuset = find_group(root, pid, "cpuset", &cpuset);
    json_object_set_new(seen, "pids_max",
                        has_pids ? group_file(root, &pids, pids.path, "pids.max") : json_null());
    json_object_set_new(seen, "cpuset",
                        has_cpuset ? group_file(root, &cpuset, cpuset.path, "cpuset.cpus")
                                   : json_null());
    json_object_set_new(
        seen, "all_cpus",
        has_cpuset ? group_file(root, &cpuset, "",
                                cpuset.hierarchy[0] ? "cpuset.cpus" : "cpuset.cpus.effective")
                   : json_null());
}
