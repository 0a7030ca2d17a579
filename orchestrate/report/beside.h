/* beside.h - the study's own number for a row of ours. */
#ifndef VIRTAX_BESIDE_H
#define VIRTAX_BESIDE_H

#include "output.h"

/* The ratio to the reference that RC25482 has of a series at an x (its index); NAN where it has
 * none. */
double paper_beside(const struct results *results, const struct summary *summary, size_t series,
                    size_t x);

/* The same of any x of a series. */
bool paper_covers(const struct results *results, const struct summary *summary, size_t series);

/* The x that stands for a figure where there is room for one: the last of swept numbers, else the
 * first; of several results the first. */
size_t headline_x(const struct summary *summary);

#endif
