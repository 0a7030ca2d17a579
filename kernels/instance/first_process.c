/* first_process.c - Source: Linux Documentation/admin-guide/initrd.rst, init/main.c (envp_init). */
#include "first_process.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static bool has_machine;

static int mount_at(const char *point, const char *type, struct error *err) {
    if (mkdir(point, 0755) < 0 && errno != EEXIST)
        return error_errno(err, "%s", point);
    return mount(type, point, type, 0, NULL) < 0 ? error_errno(err, "mounting %s", point) : 0;
}

int first_process_prepare(struct error *err) {
    if (getpid() != 1 || access("/proc/self", F_OK) == 0)
        return 0;
    has_machine = true;
    if (clearenv() != 0)
        return error_failed(err, "the environment cannot be cleared");
    return mount_at("/proc", "proc", err) < 0 || mount_at("/sys", "sysfs", err) < 0 ? -1 : 0;
}

void first_process_end(void) {
    if (!has_machine)
        return;
    tcdrain(STDOUT_FILENO);
    reboot(RB_AUTOBOOT);
}
