#include "steadiness.h"

#include "common/cleanup.h"
#include "statistics.h"

#include <math.h>
#include <string.h>

/* Words are text that can be written to; this one is not. */
static char no_name[] = "";
static char *no_names[] = {no_name};

bool steadiness_figure(const struct plan_figure *figure, struct plan_figure *shown) {
    if (!figure->kernel || strcmp(figure->kernel, "blockio") != 0 ||
        (strcmp(figure->metric, "iops") != 0 && strcmp(figure->metric, "bandwidth") != 0))
        return false;
    *shown = *figure;
    shown->title = (char *)"Variation within a run";
    shown->metric = (char *)"variation";
    shown->unit = (char *)"%";
    shown->axis = (char *)"variation";
    shown->paper = NULL;
    shown->results = (struct words){.count = 1, .word = no_names};
    return true;
}

double record_variation(const json_t *record, const char *metric, const char *x) {
    (void)metric, (void)x;
    const json_t *intervals = json_object_get(json_object_get(record, "kernel"), "intervals");
    const json_t *interval;
    size_t count = json_array_size(intervals), i;
    cleanup_free double *rate = calloc(count ? count : 1, sizeof *rate);
    if (!rate || count < 2 || !json_is_true(json_object_get(record, "valid")))
        return NAN;
    json_array_foreach(intervals, i, interval) {
        rate[i] = json_number_value(json_object_get(interval, "value"));
    }
    struct moments moments = moments_of(rate, count);
    return moments.mean > 0 ? 100 * moments.sd / moments.mean : NAN;
}
