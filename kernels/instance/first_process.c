/* first_process.c - Source: Linux Documentation/admin-guide/initrd.rst, init/main.c (envp_init). */
#include "first_process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int mount_at(const char *point, const char *type, struct error *err) {
    if (mkdir(point, 0755) < 0 && errno != EEXIST)
        return error_errno(err, "%s", point);
    return mount(type, point, type, 0, NULL) < 0 ? error_errno(err, "mounting %s", point) : 0;
}

/* What a console has not sent yet is lost with the machine. */
static void end_machine(void) {
    tcdrain(STDOUT_FILENO);
    reboot(RB_AUTOBOOT);
}

int first_process_prepare(struct error *err) {
    if (getpid() != 1 || access("/proc/self", F_OK) == 0)
        return 0;
    static char *nothing[] = {NULL}; /* clearenv(3) leaves no list at all */
    environ = nothing;
    if (atexit(end_machine) != 0)
        return error_failed(err, "out of memory");
    return mount_at("/proc", "proc", err) < 0 || mount_at("/sys", "sysfs", err) < 0 ? -1 : 0;
}
