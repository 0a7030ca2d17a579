/* host_cpu_model.h - can QEMU start here with the whole of the host's CPU model? */
#ifndef VIRTAX_HOST_CPU_MODEL_H
#define VIRTAX_HOST_CPU_MODEL_H

#include "common/error.h"

/* What "-cpu host" must do without under KVM here, in QEMU's notation: "" or
 * ",-arch-capabilities". NULL with QEMU's last words where it starts with neither. Tried once, by
 * starting QEMU stopped and ending it at once. */
const char *host_cpu_model_lacks(struct error *err);

#endif
