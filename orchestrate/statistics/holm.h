/* holm.h - several tests at once. */
#ifndef VIRTAX_HOLM_H
#define VIRTAX_HOLM_H

#include <stddef.h>

/* Replaces p values by those adjusted for all of them after Holm (S. Holm, "A simple sequentially
 * rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65-70): where all
 * with an adjusted p of at most 0.05 are rejected, a true hypothesis is among them in at most one
 * family of twenty. NAN stays and does not count. All become NAN where memory is short. */
void holm_adjust(double *p, size_t count);

#endif
