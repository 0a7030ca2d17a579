/* disk.c - the free blocks of file systems, by the lines of mountinfo. */
#include "disk.h"

#include "array.h"
#include "common/cleanup.h"
#include "common/mount.h"
#include "common/smallfile.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* proc(5), filesystems: "nodev\ttmpfs", and "\text4" of those that need a device. */
static bool needs_device(const char *types, const char *type) {
    size_t size = strlen(type);
    for (const char *line = types; *line; line += strspn(line, "\n")) {
        if (line[0] == '\t' && strncmp(line + 1, type, size) == 0 &&
            (line[1 + size] == '\n' || line[1 + size] == '\0'))
            return true;
        line += strcspn(line, "\n");
    }
    return false;
}

struct devices {
    dev_t *device;
    size_t count;
};

static bool is_among(const struct devices *seen, dev_t device) {
    for (size_t i = 0; i < seen->count; i++)
        if (seen->device[i] == device)
            return true;
    return false;
}

static int add(const struct mount *mount, struct devices *seen, double *bytes, struct error *err) {
    struct statvfs system;
    if (is_among(seen, mount->device) || statvfs(mount->point, &system) < 0)
        return 0;
    dev_t *device = array_add(seen->device, seen->count);
    if (!device)
        return error_failed(err, "out of memory");
    *device = mount->device;
    *bytes += (double)system.f_bfree * (double)system.f_frsize;
    return 0;
}

int disk_free(const char *root, double *bytes, struct error *err) {
    cleanup_free char *types = small_file_readf(err, "%s/proc/filesystems", root);
    cleanup_free char *mounts =
        types ? small_file_readf(err, "%s/proc/self/mountinfo", root) : NULL;
    struct devices seen = {0};
    struct mount mount;
    char *state = NULL;
    int status = mounts ? 0 : -1;
    *bytes = 0;
    sync();
    for (char *line = mounts ? strtok_r(mounts, "\n", &state) : NULL; line && status == 0;
         line = strtok_r(NULL, "\n", &state))
        if (mount_parse(line, &mount) && needs_device(types, mount.type))
            status = add(&mount, &seen, bytes, err);
    if (seen.count == 0)
        *bytes = NAN;
    free(seen.device);
    return status;
}

double disk_taken(const char *path) {
    struct stat status;
    return stat(path, &status) < 0 ? NAN : 512.0 * (double)status.st_blocks;
}
