/* holding.h - memory that is really there, page by page. */
#ifndef VIRTAX_INSTANCE_HOLDING_H
#define VIRTAX_INSTANCE_HOLDING_H

#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

/* Zeroed, it holds nothing. */
struct holding {
    uint64_t *word;
    size_t bytes;
};

/* Maps so many bytes (0: none) and writes to each of their pages what no other page has, so that
 * the host cannot merge them. */
int holding_take(struct holding *holding, uint64_t bytes, struct error *err);

/* How many pages there are, and how many of them are not as they were written. */
uint64_t holding_pages(const struct holding *holding);
uint64_t holding_wrong(const struct holding *holding);

void holding_release(struct holding *holding);

#endif
