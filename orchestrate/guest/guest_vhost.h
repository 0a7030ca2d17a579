/* guest_vhost.h - the host kernel's threads that move a guest's packets. Before Linux 6.4 they are
 * kernel threads called "vhost-PID" that inherit nothing of QEMU, neither its CPUs nor its account;
 * since then they are threads of QEMU. */
#ifndef VIRTAX_GUEST_VHOST_H
#define VIRTAX_GUEST_VHOST_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <sys/types.h>

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
