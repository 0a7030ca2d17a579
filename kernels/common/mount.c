/* mount.c - reads the lines of /proc/PID/mountinfo. */
#include "common/mount.h"

#include "common/cleanup.h"

#include <string.h>
#include <sys/sysmacros.h>

/* The value of an option, up to the comma; a space within is octal there (proc(5)). */
static void take_option(const char *options, const char *key, char *value, size_t size) {
    const char *at = strstr(options, key);
    size_t used = 0;
    value[0] = '\0';
    if (!at)
        return;
    for (at += strlen(key); *at && !strchr(", \n", *at) && used + 1 < size; at++) {
        bool space = strncmp(at, "\\040", 4) == 0;
        value[used++] = space ? ' ' : *at;
        at += space ? 3 : 0;
    }
    value[used] = '\0';
}

/* "36 35 98:0 /root /point options ... - type source options" */
bool mount_parse(const char *line, struct mount *mount) {
    unsigned major_number, minor_number;
    const char *dash = strstr(line, " - ");
    mount->options[0] = '\0';
    if (!dash ||
        sscanf(line, "%*d %*d %u:%u %511s %511s", &major_number, &minor_number, mount->root,
               mount->point) != 4 ||
        sscanf(dash, " - %63s %255s %255s", mount->type, mount->source, mount->options) < 2)
        return false;
    take_option(dash, ",upperdir=", mount->upper, sizeof mount->upper);
    mount->device = makedev(major_number, minor_number);
    return true;
}

/* Of that device and at that point; NULL: any. */
static bool find(const char *pid, const dev_t *device, const char *point, struct mount *mount) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/mountinfo", pid);
    cleanup_fclose FILE *file = fopen(path, "re");
    cleanup_free char *line = NULL;
    size_t room = 0;
    while (file && getline(&line, &room, file) > 0) {
        if (mount_parse(line, mount) && (!device || mount->device == *device) &&
            (!point || strcmp(mount->point, point) == 0))
            return true;
    }
    return false;
}

bool mount_find(dev_t device, struct mount *mount) {
    return find("self", &device, NULL, mount);
}

bool mount_find_of(const char *pid, dev_t device, struct mount *mount) {
    return find(pid, &device, NULL, mount);
}

bool mount_is_at(dev_t device, const char *point) {
    struct mount mount;
    return find("self", &device, point, &mount);
}

bool mount_point_is(const char *point) {
    struct mount mount;
    return find("self", NULL, point, &mount);
}
