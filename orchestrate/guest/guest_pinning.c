/* guest_pinning.c - binds the threads of virtual CPUs, reads back what they are bound to, and finds
 * those of vhost. */
#include "guest_pinning.h"

#include "base/host_usage.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "qmp.h"

#include <dirent.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { QMP_TIMEOUT_S = 10 };

/* Puts the thread id of each virtual CPU, by its index; returns how many there are. */
static int vcpu_threads(int qmp, pid_t thread[CPU_SET_MAX], struct error *err) {
    cleanup_json json_t *all = NULL;
    if (qmp_execute(qmp, "query-cpus-fast", NULL, QMP_TIMEOUT_S, &all, err) < 0)
        return -1;
    int count = (int)json_array_size(all);
    bool seen[CPU_SET_MAX] = {false};
    size_t i;
    const json_t *one;
    json_array_foreach(all, i, one) {
        json_int_t index = -1, id = 0;
        json_unpack((json_t *)one, "{s:I,s:I}", "cpu-index", &index, "thread-id", &id);
        if (index < 0 || index >= count || index >= CPU_SET_MAX || seen[index] || id <= 0)
            return error_failed(err, "QMP query-cpus-fast: virtual CPUs are not numbered from 0");
        seen[index] = true;
        thread[index] = (pid_t)id;
    }
    return count;
}

int guest_pin(int qmp, const struct guest_layout *layout, struct error *err) {
    pid_t thread[CPU_SET_MAX];
    int count = vcpu_threads(qmp, thread, err);
    if (count >= 0 && count != (int)layout->vcpus)
        return error_failed(err, "pinning: QEMU tells of %d virtual CPUs instead of %u", count,
                            layout->vcpus);
    for (int i = 0; i < count; i++) {
        struct cpu_set wanted, got;
        cpu_set_clear(&wanted);
        cpu_set_add(layout->cpu[i], &wanted);
        if (cpu_set_pin(thread[i], &wanted) < 0 || cpu_set_of_thread(thread[i], &got) < 0)
            return error_errno(err, "pinning virtual CPU %d to CPU %d", i, layout->cpu[i]);
        if (!cpu_set_equal(&wanted, &got))
            return error_failed(err,
                                "pinning virtual CPU %d to CPU %d: the kernel put it elsewhere", i,
                                layout->cpu[i]);
    }
    return count < 0 ? -1 : 0;
}

json_t *guest_vcpu_cpus(int qmp, struct error *err) {
    pid_t thread[CPU_SET_MAX];
    int count = vcpu_threads(qmp, thread, err);
    if (count < 0)
        return NULL;
    json_t *all = json_array();
    for (int i = 0; i < count; i++) {
        struct cpu_set cpus;
        char list[CPULIST_TEXT];
        if (cpu_set_of_thread(thread[i], &cpus) < 0) {
            error_errno(err, "the CPUs of virtual CPU %d", i);
            json_decref(all);
            return NULL;
        }
        json_array_append_new(all, json_string(cpulist_format(&cpus, list, sizeof list)));
    }
    return all;
}

static bool is_called(const char *pid, const char *name) {
    cleanup_free char *its = small_file_readf(NULL, "/proc/%s/comm", pid);
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
