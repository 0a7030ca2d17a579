/* guest_pinning.c - binds the threads of virtual CPUs, and reads back what they are bound to. */
#include "guest_pinning.h"

#include "qmp.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <stdbool.h>
#include <string.h>

enum { QMP_TIMEOUT_S = 10 };

/* Puts the thread id of each virtual CPU, by its index; returns how many there are. */
static int vcpu_threads(int qmp, pid_t thread[CPU_SETSIZE], struct error *err) {
    cleanup_json json_t *all = NULL;
    if (qmp_execute(qmp, "query-cpus-fast", NULL, QMP_TIMEOUT_S, &all, err) < 0)
        return -1;
    int count = (int)json_array_size(all);
    bool seen[CPU_SETSIZE] = {false};
    size_t i;
    const json_t *one;
    json_array_foreach(all, i, one) {
        json_int_t index = -1, id = 0;
        json_unpack((json_t *)one, "{s:I,s:I}", "cpu-index", &index, "thread-id", &id);
        if (index < 0 || index >= count || index >= CPU_SETSIZE || seen[index] || id <= 0)
            return error_failed(err, "QMP query-cpus-fast: virtual CPUs are not numbered from 0");
        seen[index] = true;
        thread[index] = (pid_t)id;
    }
    return count;
}

int guest_pin(int qmp, const struct guest_layout *layout, struct error *err) {
    pid_t thread[CPU_SETSIZE];
    int count = vcpu_threads(qmp, thread, err);
    if (count >= 0 && count != (int)layout->vcpus)
        return error_failed(err, "pinning: QEMU tells of %d virtual CPUs instead of %u", count,
                            layout->vcpus);
    for (int i = 0; i < count; i++) {
        cpu_set_t wanted, got;
        CPU_ZERO(&wanted);
        CPU_SET(layout->cpu[i], &wanted);
        if (sched_setaffinity(thread[i], sizeof wanted, &wanted) < 0 ||
            sched_getaffinity(thread[i], sizeof got, &got) < 0)
            return error_errno(err, "pinning virtual CPU %d to CPU %d", i, layout->cpu[i]);
        if (!CPU_EQUAL(&wanted, &got))
            return error_failed(err,
                                "pinning virtual CPU %d to CPU %d: the kernel put it elsewhere", i,
                                layout->cpu[i]);
    }
    return count < 0 ? -1 : 0;
}

json_t *guest_vcpu_cpus(int qmp, struct error *err) {
    pid_t thread[CPU_SETSIZE];
    int count = vcpu_threads(qmp, thread, err);
    if (count < 0)
        return NULL;
    json_t *all = json_array();
    for (int i = 0; i < count; i++) {
        cpu_set_t cpus;
        char list[4096];
        if (sched_getaffinity(thread[i], sizeof cpus, &cpus) < 0) {
            error_errno(err, "the CPUs of virtual CPU %d", i);
            json_decref(all);
            return NULL;
        }
        json_array_append_new(all, json_string(cpulist_format(&cpus, list, sizeof list)));
    }
    return all;
}
