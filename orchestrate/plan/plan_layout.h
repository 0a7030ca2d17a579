/* plan_layout.h - the memory layout of a block's kernels. */
#ifndef VIRTAX_PLAN_LAYOUT_H
#define VIRTAX_PLAN_LAYOUT_H

#include "common/error.h"

#include <jansson.h>

enum { LAYOUT_STACK_GRAIN = 16, LAYOUT_STACK_STEPS = 256, LAYOUT_ENVIRONMENT_MOST = 4096 };

/* Bytes by which the stack of a block's kernels is moved. */
struct plan_layout {
    unsigned stack_offset;      /* a multiple of LAYOUT_STACK_GRAIN, below 4096 */
    unsigned environment_bytes; /* of a variable of their environment; 0: it is not there */
};

/* {"stack_offset", "environment_bytes"}, a block's or a record's "layout". */
json_t *plan_layout_json(const struct plan_layout *layout);

/* A block's; all 0 where it has none. `where` is the block's place. */
int plan_layout_take(const json_t *block, const char *where, struct plan_layout *layout,
                     struct error *err);

#endif
