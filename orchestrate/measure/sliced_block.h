/* sliced_block.h - a block whose series are all there at once and take turns in short slices
 * (docs/method.md, slices): noise that is slower than a slice meets all of them alike. */
#ifndef VIRTAX_SLICED_BLOCK_H
#define VIRTAX_SLICED_BLOCK_H

#include "plan/plan.h"
#include "progress.h"
#include "stage.h"

#include <jansson.h>

/* Runs the block and puts a record of each of its series into `records`, in the figure's order, for
 * the caller to keep. Rounds go on until the first series has measured for as long as the figure's
 * "time" says. A series that ends in the midst of it spoils the block, which is run again, twice at
 * most; the others then go on without it. STATUS_INTERRUPTED after Ctrl-C, without records. */
int sliced_block_run(const struct plan *plan, const struct plan_block *block, struct stage *stage,
                     struct progress *progress, json_t **records, struct error *err);

#endif
