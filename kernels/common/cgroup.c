/* cgroup.c - finds this process's control groups and reads their limits up to the root. */
#include "common/cgroup.h"

#include "common/cleanup.h"
#include "common/mount.h"
#include "common/smallfile.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <string.h>

static char *group_file(const char *group, const char *name) {
    char path[PATH_MAX];
    int size = snprintf(path, sizeof path, "%s/%s", group, name);
    return size < (int)sizeof path ? small_file_read(path, NULL) : NULL;
}

/* False where there is no such file or no limit in it: v2 writes "max", v1 the largest number of
 * whole pages. */
static bool group_bytes(const char *group, const char *name, uint64_t *bytes) {
    cleanup_free char *text = group_file(group, name);
    return text && sscanf(text, "%" SCNu64, bytes) == 1 && *bytes < UINT64_C(1) << 62;
}

/* The number of a line "KEY NUMBER" of a text; false where there is none. */
static bool told(const char *text, const char *key, uint64_t *number) {
    size_t size = strlen(key);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, size) == 0 && line[size] == ' ')
            return sscanf(line + size, "%" SCNu64, number) == 1;
    }
    return false;
}

/* What the group gives up rather than have somebody killed: file pages that are in no way locked,
 * and slab, as in MemAvailable. v1's plain keys leave out the groups below. */
static uint64_t reclaimable(const char *group) {
    static const char *const keys[][2] = {{"inactive_file", "total_inactive_file"},
                                          {"active_file", "total_active_file"},
                                          {"slab_reclaimable", "slab_reclaimable"}};
    cleanup_free char *stat = group_file(group, "memory.stat");
    uint64_t sum = 0, bytes;
    for (size_t i = 0; stat && i < sizeof keys / sizeof *keys; i++)
        if (told(stat, keys[i][1], &bytes) || told(stat, keys[i][0], &bytes))
            sum += bytes;
    return sum;
}

static void note_source(struct cgroup_source *source, const char *group, const char *file) {
    snprintf(source->text, sizeof source->text, "%s/%s", group, file);
}

/* A limit of a group that is called `name` from the top of its hierarchy. */
static void bound_memory(struct cgroup *cgroup, const char *group, const char *name,
                         const char *file, uint64_t limit, const char *usage) {
    uint64_t used = 0, spare = reclaimable(group);
    group_bytes(group, usage, &used);
    used = used > spare ? used - spare : 0;
    uint64_t left = limit > used ? limit - used : 0;
    if (cgroup->memory_limit != UINT64_MAX && left >= cgroup->memory_left)
        return;
    cgroup->memory_limit = limit;
    cgroup->memory_left = left;
    note_source(&cgroup->memory_source, name, file);
}

static void read_memory(struct cgroup *cgroup, const char *group, const char *name) {
    static const struct {
        const char *limit, *usage;
    } bounds[] = {
        {"memory.max", "memory.current"},
        {"memory.high", "memory.current"}, /* beyond it a process is not killed, but made to wait */
        {"memory.limit_in_bytes", "memory.usage_in_bytes"},
        {"memory.memsw.limit_in_bytes", "memory.memsw.usage_in_bytes"},
    };
    uint64_t limit;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        if (group_bytes(group, bounds[i].limit, &limit))
            bound_memory(cgroup, group, name, bounds[i].limit, limit, bounds[i].usage);
    if (group_bytes(group, "memory.swap.max", &limit) && limit < cgroup->swap_limit)
        cgroup->swap_limit = limit;
    /* v1 tells here what groups above allow, also those that a container does not see. */
    cleanup_free char *stat = group_file(group, "memory.stat");
    if (stat && told(stat, "hierarchical_memory_limit", &limit) && limit < UINT64_C(1) << 62)
        bound_memory(cgroup, group, name, "memory.stat", limit, "memory.usage_in_bytes");
}

static void read_cpu(struct cgroup *cgroup, const char *group, const char *name) {
    cleanup_free char *both = group_file(group, "cpu.max");
    cleanup_free char *quota = group_file(group, "cpu.cfs_quota_us");
    cleanup_free char *period = group_file(group, "cpu.cfs_period_us");
    double most, of;
    bool v2 = both && sscanf(both, "%lf %lf", &most, &of) == 2;
    bool v1 = !v2 && quota && period && sscanf(quota, "%lf", &most) == 1 && most >= 0 &&
              sscanf(period, "%lf", &of) == 1;
    if (!(v2 || v1) || !(of > 0) || most / of >= cgroup->cpu_quota)
        return;
    cgroup->cpu_quota = most / of;
    note_source(&cgroup->cpu_source, name, v2 ? "cpu.max" : "cpu.cfs_quota_us");
}

/* Is the word in the list, between commas? */
static bool listed(const char *list, const char *word) {
    size_t size = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += size)
        if ((at == list || at[-1] == ',') && (at[size] == ',' || at[size] == '\0'))
            return true;
    return false;
}

/* The path of this process's group in v1's hierarchy of the controller, or in v2's (NULL), as a
 * line "ID:CONTROLLERS:PATH" tells. */
static bool own_group(const char *root, const char *controller, char *path, size_t size) {
    char file[PATH_MAX];
    snprintf(file, sizeof file, "%s/proc/self/cgroup", root);
    cleanup_free char *text = small_file_read(file, NULL);
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n"))) {
        strsep(&line, ":");
        const char *controllers = strsep(&line, ":");
        if (!line || (controller ? !listed(controllers, controller) : controllers[0] != '\0'))
            continue;
        snprintf(path, size, "%s", line);
        return true;
    }
    return false;
}

/* A path of nothing but "/.." leads up from the root of our namespace. */
static bool leads_up(const char *path) {
    return strncmp(path, "/..", 3) == 0 && strspn(path, "/.") == strlen(path);
}

/* What of a group's path lies below a mount; NULL: the mount does not show the group. */
static const char *below(const char *path, const char *mounted) {
    size_t size = strcmp(mounted, "/") == 0 ? 0 : strlen(mounted);
    bool inside = strncmp(path, mounted, size) == 0 && (path[size] == '/' || path[size] == '\0');
    if (inside && strncmp(path + size, "/..", 3) != 0)
        return strcmp(path + size, "/") == 0 ? "" : path + size;
    /* What lies between is hidden by the namespace, but the limits of that group are ours too. */
    return leads_up(mounted) ? "" : NULL;
}

/* Where the hierarchy is mounted, as far as the mount shows our group, and the group below it. */
static bool find_group(const char *root, const char *controller, char *top, char *name,
                       size_t size) {
    char path[PATH_MAX], file[PATH_MAX];
    if (!own_group(root, controller, path, sizeof path))
        return false;
    snprintf(file, sizeof file, "%s/proc/self/mountinfo", root);
    cleanup_fclose FILE *mounts = fopen(file, "re");
    cleanup_free char *line = NULL;
    size_t room = 0;
    struct mount mount;
    while (mounts && getline(&line, &room, mounts) > 0) {
        const char *rest = mount_parse(line, &mount) ? below(path, mount.root) : NULL;
        if (!rest || strcmp(mount.type, controller ? "cgroup" : "cgroup2") != 0 ||
            (controller && !listed(mount.options, controller)))
            continue;
        snprintf(top, size, "%s%s", root, mount.point);
        snprintf(name, size, "%s", rest);
        char group[2 * PATH_MAX];
        snprintf(group, sizeof group, "%s%s", top, name);
        if (access(group, X_OK) == 0)
            return true;
    }
    return false;
}

/* Groups of v1 can be made to know nothing of those below them. */
static bool counts_what_is_below(const char *group) {
    cleanup_free char *text = group_file(group, "memory.use_hierarchy");
    return !text || strcmp(text, "0") != 0;
}

typedef void group_reader(struct cgroup *cgroup, const char *group, const char *name);

/* Reads the process's own group and all above of the one hierarchy that has the controller; false
 * where none can be seen. */
static bool walk(const char *root, const char *controller, group_reader *read,
                 struct cgroup *cgroup) {
    char top[PATH_MAX], name[PATH_MAX], group[2 * PATH_MAX];
    bool is_v1 = own_group(root, controller, name, sizeof name);
    if (!find_group(root, is_v1 ? controller : NULL, top, name, sizeof top))
        return false;
    for (bool own = true;; own = false) {
        snprintf(group, sizeof group, "%s%s", top, name);
        if (own || counts_what_is_below(group))
            read(cgroup, group, name);
        char *last = strrchr(name, '/');
        if (!last)
            return true;
        *last = '\0';
    }
}

void cgroup_read(const char *root, struct cgroup *cgroup) {
    *cgroup = (struct cgroup){.memory_limit = UINT64_MAX,
                              .memory_left = UINT64_MAX,
                              .swap_limit = UINT64_MAX,
                              .cpu_quota = INFINITY};
    cgroup->memory_known = walk(root, "memory", read_memory, cgroup);
    cgroup->cpu_known = walk(root, "cpu", read_cpu, cgroup);
}

int64_t oom_kills(const char *root) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc/vmstat", root);
    cleanup_free char *text = small_file_read(path, NULL);
    uint64_t kills;
    return text && told(text, "oom_kill", &kills) ? (int64_t)kills : -1;
}
