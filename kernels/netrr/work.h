/* work.h - netrr's part of a session, the same table on both sides. */
#ifndef VIRTAX_NETRR_WORK_H
#define VIRTAX_NETRR_WORK_H

#include "net/exchange.h"

/* The state is a struct netrr_side. */
extern const struct net_work netrr_work;

#endif
