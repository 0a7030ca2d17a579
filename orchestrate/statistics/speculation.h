/* speculation.h - mitigations and sandboxes that one series runs under and another does not: what
 * explains the best-known slowdown of containers. */
#ifndef VIRTAX_SPECULATION_H
#define VIRTAX_SPECULATION_H

#include "measure/records.h"
#include "summary.h"

/* Warns of each series whose "status" (docs/record.md) is not the reference's, with the values and
 * the likely cause. */
void warn_of_speculation(const struct plan *plan, const struct records *records,
                         struct summary *summary);

#endif
