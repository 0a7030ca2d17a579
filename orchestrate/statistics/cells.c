/* cells.c - walks the blocks of a figure. */
#include "cells.h"

#include "record_values.h"

#include <math.h>

double cells_value(const struct cells *cells, const json_t *record, const struct summary_x *x) {
    return record ? cells->read(cells->shown, record, x->result) : NAN;
}

bool cells_have(const struct cells *cells, const struct plan_block *block,
                const struct summary_x *x) {
    return block->figure == cells->figure && block->x == x->value;
}

size_t cells_values(const struct cells *cells, size_t series, const struct summary_x *x,
                    double *values) {
    const struct plan *plan = cells->plan;
    size_t n = 0;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        if (cells_have(cells, block, x))
            values[n++] = cells_value(cells, records_of(plan, block, series, cells->records), x);
    }
    return n;
}

bool cells_emulated(const struct cells *cells, size_t series) {
    const struct plan *plan = cells->plan;
    for (size_t i = 0; i < plan->block_count; i++) {
        const struct plan_block *block = &plan->block[i];
        const json_t *record =
            block->figure == cells->figure ? records_of(plan, block, series, cells->records) : NULL;
        if (json_is_true(json_object_get(record, "valid")) && record_is_emulated(record))
            return true;
    }
    return false;
}
