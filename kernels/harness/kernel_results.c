/* kernel_results.c - rows of what a kernel yields, as --resolve prints them. */
#include "harness/kernel.h"

int kernel_result_add(json_t *list, const struct kernel_result *row, struct error *err) {
    json_t *one =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:s?}", "metric", row->metric, "x", row->x, "unit",
                  row->unit, "better", row->better == BETTER_HIGHER ? "higher" : "lower", "rate",
                  row->work != NULL, "work", row->work);
    if (one && row->cost)
        json_object_set_new(one, "cost",
                            json_pack("{s:s, s:f, s:s}", "unit", row->cost->unit, "factor",
                                      row->cost->factor, "title", row->cost->title));
    return json_array_append_new(list, one) < 0
               ? error_failed(err, "describing the results: out of memory")
               : 0;
}

int kernel_results_add(json_t *list, const struct kernel_result *rows, struct error *err) {
    for (; rows->metric; rows++) {
        if (kernel_result_add(list, rows, err) < 0)
            return -1;
    }
    return 0;
}
