/* doctor.h - what this host can measure and what would spoil it: one finding for each concern. A
 * new concern is a function and a line in the table of doctor.c; those of one subject have a file
 * of their own. */
#ifndef VIRTAX_DOCTOR_H
#define VIRTAX_DOCTOR_H

#include "diagnosis.h"

#include <stdint.h>

/* Of a program that runs containers. */
struct container_engine;
void doctor_engine(const struct container_engine *engine, struct diagnosis *diagnosis);

/* Of figures that measure storage (doctor_storage.c). */
void doctor_storage_medium(struct diagnosis *diagnosis);

/* Of figures with a peer (doctor_network.c). */
void doctor_second_host(struct diagnosis *diagnosis);
void doctor_vhost_net(struct diagnosis *diagnosis);
void doctor_bridge_filter(struct diagnosis *diagnosis);

/* Of what the machine is, and what its kernel gives of CPUs and memory (doctor_host.c). */
void doctor_machine(struct diagnosis *diagnosis);
void doctor_kernel_files(struct diagnosis *diagnosis);
void doctor_memory(struct diagnosis *diagnosis);
void doctor_cpu_quota(struct diagnosis *diagnosis);
void doctor_governor(struct diagnosis *diagnosis);
void doctor_steal(struct diagnosis *diagnosis);
void doctor_pressure(struct diagnosis *diagnosis);

/* The same of what a tree below `root` tells of another machine. */
void doctor_kernel_files_of(const char *root, struct diagnosis *diagnosis);
void doctor_memory_of(uint64_t available, const char *root, struct diagnosis *diagnosis);
void doctor_cpu_quota_of(const char *root, struct diagnosis *diagnosis);
void doctor_governor_of(const char *root, struct diagnosis *diagnosis);

struct concern {
    const char *name;
    void (*examine)(struct diagnosis *diagnosis);
};

/* Ended by a NULL name. */
extern const struct concern doctor_concerns[];

#endif
