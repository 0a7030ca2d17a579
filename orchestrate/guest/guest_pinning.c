/* guest_pinning.c - binds the threads of virtual CPUs, and reads back what they are bound to. */
#include "guest_pinning.h"
#include "common/cpu_set.h"

#include "qmp.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <stdbool.h>
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
