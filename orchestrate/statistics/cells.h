/* cells.h - what the cells of one figure found, block by block. */
#ifndef VIRTAX_CELLS_H
#define VIRTAX_CELLS_H

#include "measure/records.h"
#include "plan/plan.h"
#include "summary.h"

/* The value of a record at an x of what is shown; NAN where there is none. */
typedef double record_reader(const struct shown *shown, const json_t *record, const char *x);

/* Which values of which records: those of the plan's figure that has the cells (plan_shown_by). */
struct cells {
    const struct plan *plan;
    size_t figure;
    const struct shown *shown;
    record_reader *read;
    const struct records *records;
};

/* Of a record that may be NULL. */
double cells_value(const struct cells *cells, const json_t *record, const struct summary_x *x);

/* Does the x stand in that block of the plan? */
bool cells_have(const struct cells *cells, const struct plan_block *block,
                const struct summary_x *x);

/* One value for each block that the x stands in, in the plan's order, and their number; NAN where
 * none counts. `values` has room for all blocks of the plan. */
size_t cells_values(const struct cells *cells, size_t series, const struct summary_x *x,
                    double *values);

/* Says some record of the series that counts that it was emulated? */
bool cells_emulated(const struct cells *cells, size_t series);

#endif
