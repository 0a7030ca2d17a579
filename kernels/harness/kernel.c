#include "harness/kernel.h"

#include "common/cleanup.h"
#include "harness/record.h"

static int out_of_memory(struct error *err) {
    return error_failed(err, "describing the kernel: out of memory");
}

int kernel_result_add(json_t *list, const struct kernel_result *row, struct error *err) {
    json_t *one =
        json_pack("{s:s, s:s, s:s, s:s, s:b, s:s?}", "metric", row->metric, "x", row->x, "unit",
                  row->unit, "better", row->better == BETTER_HIGHER ? "higher" : "lower", "rate",
                  row->work != NULL, "work", row->work);
    if (one && row->cost)
        json_object_set_new(one, "cost",
                            json_pack("{s:s, s:f, s:s}", "unit", row->cost->unit, "factor",
                                      row->cost->factor, "title", row->cost->title));
    return json_array_append_new(list, one) < 0 ? out_of_memory(err) : 0;
}

int kernel_results_add(json_t *list, const struct kernel_result *rows, struct error *err) {
    for (; rows->metric; rows++) {
        if (kernel_result_add(list, rows, err) < 0)
            return -1;
    }
    return 0;
}

static json_t *words(const char *const *word) {
    json_t *list = json_array();
    for (; *word; word++)
        json_array_append_new(list, json_string(*word));
    return list;
}

json_t *kernel_resolved(const struct kernel *kernel, const void *options, json_t *parameters,
                        struct error *err) {
    cleanup_json json_t *record = record_resolved(kernel->name, parameters, err);
    json_t *results = json_array();
    if (!record || json_object_set_new(record, "results", results) < 0 ||
        kernel->results(options, results, err) < 0)
        return NULL;
    json_object_set_new(record, "concerns", words(kernel->concerns));
    if (kernel->beyond_caches.parameter)
        json_object_set_new(record, "beyond_caches",
                            json_pack("{s:s, s:i}", "parameter", kernel->beyond_caches.parameter,
                                      "times", (int)kernel->beyond_caches.times));
    return json_incref(record);
}
