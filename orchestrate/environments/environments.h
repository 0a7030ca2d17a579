/* environments.h - the implementations, one file each; only the table in environment.c uses it. */
#ifndef VIRTAX_ENVIRONMENTS_H
#define VIRTAX_ENVIRONMENTS_H

#include "environment.h"

extern const struct environment_type environment_native;
extern const struct environment_type environment_docker;
extern const struct environment_type environment_docker_host;
extern const struct environment_type environment_docker_nat;
extern const struct environment_type environment_docker_per_socket;
extern const struct environment_type environment_docker_volume;
extern const struct environment_type environment_docker_overlay;
extern const struct environment_type environment_docker_iouring;
extern const struct environment_type environment_kvm;
extern const struct environment_type environment_kvm_tuned;
extern const struct environment_type environment_kvm_qcow2;
extern const struct environment_type environment_ssh;

/* The other host of figures with a peer: not in the table. */
extern const struct environment_type environment_peer;

#endif
