/* steer.h - which CPUs work for which side (docs/method.md, sides).
 *
 * A veth's receive work is done by default on the CPU that sent, so that the sender pays for both.
 * Receive packet steering (Linux Documentation/networking/scaling.rst, RPS) gives it to the
 * receiver's CPUs. */
#ifndef VIRTAX_LAB_STEER_H
#define VIRTAX_LAB_STEER_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "common/topology.h"

struct lab_places {
    struct cpu_set sut, peer;
};

/* Divides the allowed CPUs: below 4, the first and the second (one CPU: both on it); from 4 on
 * whole cores, the first half for the system under test; threads of a core are never divided. */
void lab_place(const struct topology *topology, const struct cpu_set *allowed,
               struct lab_places *places);

/* What both sides still share, in words for the report. */
const char *lab_shared(const struct topology *topology, const struct cpu_set *sut,
                       const struct cpu_set *peer);

/* A mask as rps_cpus takes it: words of 32 bits in hexadecimal, the highest first, separated by
 * commas; returns buffer. 256 letters hold 896 CPUs; more are cut off. */
const char *lab_cpu_mask(const struct cpu_set *cpus, char *buffer, size_t size);

/* Gives the receive work of all queues of an interface to these CPUs; `namespace` NULL: here. */
int lab_steer(const char *namespace, const char *interface, const struct cpu_set *cpus,
              struct error *err);

/* What rps_cpus of an interface's first queue holds now; free it. */
char *lab_steering(const char *namespace, const char *interface, struct error *err);

#endif
