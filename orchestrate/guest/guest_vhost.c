/* guest_vhost.c - finds the threads called vhost-PID in /proc, binds them and adds up their time.
 * */
#include "guest_vhost.h"
#include "common/cpu_set.h"

#include "base/host_usage.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <dirent.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_called(const char *pid, const char *name) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    cleanup_free char *its = small_file_read(path, NULL);
    return its && strcmp(its, name) == 0;
}

int guest_vhost_bind(pid_t qemu, const struct cpu_set *cpus, struct guest_vhost *vhost,
                     struct error *err) {
    char name[32];
    snprintf(name, sizeof name, "vhost-%d", (int)qemu);
    vhost->count = 0;
    DIR *all = opendir("/proc");
    if (!all)
        return error_errno(err, "/proc");
    int status = 0;
    for (const struct dirent *one; status == 0 && (one = readdir(all));) {
        pid_t pid = atoi(one->d_name);
        if (pid <= 0 || vhost->count == VHOST_THREADS_MAX || !is_called(one->d_name, name))
            continue;
        if (cpu_set_pin(pid, cpus) < 0)
            status = error_errno(err, "binding %s (%d) to QEMU's CPUs", name, (int)pid);
        vhost->thread[vhost->count++] = pid;
    }
    closedir(all);
    return status;
}

double guest_vhost_cpu_s(const struct guest_vhost *vhost) {
    double sum = 0;
    for (size_t i = 0; i < vhost->count; i++) {
        double one = process_cpu_s(vhost->thread[i]);
        sum += isnan(one) ? 0 : one;
    }
    return sum;
}
