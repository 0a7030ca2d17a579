/* measuring_lock.h - one measurement at a time on a machine: two would measure each other. */
#ifndef VIRTAX_MEASURING_LOCK_H
#define VIRTAX_MEASURING_LOCK_H

#include "common/error.h"

/* A descriptor that holds the lock until it is closed, or -1 where another run holds it. */
int measuring_lock(struct error *err);

#endif
