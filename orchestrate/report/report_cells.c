/* report_cells.c - a figure's cells in the order in which they ran. */
#include "plan/plan_views.h"
#include "report_parts.h"

void report_each_cell(const struct results *results, size_t figure, report_visit_cell *visit,
                      void *context) {
    const size_t cells = plan_shown_by(&results->plan, figure);
    char cell[256];
    for (size_t b = 0; b < results->plan.block_count; b++) {
        const struct plan_block *block = &results->plan.block[b];
        if (block->figure != cells)
            continue;
        for (size_t i = 0; i < results->plan.figure[figure].series_count; i++) {
            size_t series = block->order[i];
            plan_cell_id(&results->plan, block, series, cell, sizeof cell);
            visit(cell, series, records_find(&results->records, cell), context);
        }
    }
}
