/* peer.h - programs on the second host: in its network namespace, on its CPUs. */
#ifndef VIRTAX_LAB_PEER_H
#define VIRTAX_LAB_PEER_H

#include "base/process.h"
#include "lab/lab.h"

/* A copy of `spec` for the peer: its network is set and, where NULL, its cpus. It borrows from the
 * lab. */
struct process_spec lab_in_peer(const struct lab *lab, const struct process_spec *spec);

/* As process_run, in the peer. A command_runner (environments/execution.h) whose target is the lab,
 * so that execution_run watches a kernel there as anywhere else. */
int lab_peer_run(void *lab, const struct process_spec *spec, struct process_result *result,
                 struct error *err);

#endif
