/* guest_pinning.h - which CPUs a guest's threads may use: virtual CPUs by the thread ids that QMP
 * tells, and the threads that move its packets. */
#ifndef VIRTAX_GUEST_PINNING_H
#define VIRTAX_GUEST_PINNING_H

#include "common/error.h"
#include "guest_layout.h"

#include <jansson.h>
#include <sys/types.h>

/* Binds the thread of each virtual CPU to its CPU in the layout (QEMU QMP reference,
 * query-cpus-fast; sched_setaffinity(2)) and reads it back. QEMU's other threads keep the mask of
 * the process. */
int guest_pin(int qmp, const struct guest_layout *layout, struct error *err);

/* What the kernel says now: for each virtual CPU in order the list of CPUs that its thread may use
 * ("3"). NULL with an error where it cannot be told. */
json_t *guest_vcpu_cpus(int qmp, struct error *err);

/* The host kernel's threads that move a guest's packets. Before Linux 6.4 they are kernel threads
 * called "vhost-PID" that inherit nothing of QEMU, neither its CPUs nor its account; since then
 * they are threads of QEMU. */
enum { VHOST_THREADS_MAX = 256 };

struct guest_vhost {
    size_t count;
    pid_t thread[VHOST_THREADS_MAX];
};

/* Finds the processes "vhost-PID" of a QEMU and binds them to its CPUs; none is no error. */
int guest_vhost_bind(pid_t qemu, const struct cpu_set *cpus, struct guest_vhost *vhost,
                     struct error *err);

/* CPU-seconds that these threads have used; 0 where there are none. */
double guest_vhost_cpu_s(const struct guest_vhost *vhost);

#endif
