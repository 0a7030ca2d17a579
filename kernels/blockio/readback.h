/* readback.h - after a --verify run: does every block hold what was last written to it? */
#ifndef VIRTAX_BLOCKIO_READBACK_H
#define VIRTAX_BLOCKIO_READBACK_H

#include "blockio/measure.h"

/* Reads all of the target in order, past the page cache where the run did, and compares it with
 * what the sequences say was written last (or any generation, where nothing says how the target
 * was before). Adds to measure->total.wrong, the first with its offset. -1 where reading fails. */
int readback_check(struct measure *measure, struct error *err);

#endif
