/* machine.h - what the host is: the facts of machine.json. */
#ifndef VIRTAX_MACHINE_H
#define VIRTAX_MACHINE_H

#include "common/error.h"

#include <jansson.h>

/* A flat object of facts (CPU, caches, NUMA, memory, mitigations, governor, SMT, THP, clock source,
 * kernel and command line, Docker, QEMU, load, steal). What cannot be read is left out. */
json_t *machine_capture(void);

#endif
