/* yields_check.c - metric, results and unit of a definition, each by the line that sets it. */
#include "yields_check.h"

#include "common/cleanup.h"
#include "common/closest.h"
#include "plan/yields.h"

#include <string.h>

/* That figure's `field` has a value which is not among those of `key` that the kernel yields, with
 * the metric where it is given. */
static int unknown(const struct figure *figure, const char *field, const char *value,
                   const json_t *yields, const char *key, const char *metric, struct error *err) {
    const json_t *results = json_object_get(yields, "results"), *result;
    cleanup_free const char **names = calloc(json_array_size(results) + 1, sizeof *names);
    size_t i, count = 0;
    json_array_foreach(results, i, result) {
        const char *name = json_string_value(json_object_get(result, key));
        const char *of = json_string_value(json_object_get(result, "metric"));
        if (names && (!metric || strcmp(of, metric) == 0))
            names[count++] = *name ? name : "-";
    }
    return error_usage(err, "%s:%d: %s: %s yields no %s%s'%s' with these parameters (closest: %s)",
                       figure->path, parameters_find(&figure->given, field)->line, field,
                       figure->kernel, metric ? metric : "", metric ? " " : "",
                       *value ? value : "-", count ? closest(value, names, count) : "none");
}

int yields_check(const struct figure *figure, const json_t *yields, struct error *err) {
    if (!yields_result(yields, figure->metric, NULL))
        return unknown(figure, "metric", figure->metric, yields, "metric", NULL, err);
    for (size_t i = 0; i < figure->results.count; i++) {
        const char *x = figure->results.word[i];
        const json_t *result = yields_result(yields, figure->metric, x);
        if (!result)
            return unknown(figure, "results", x, yields, "x", figure->metric, err);
        const char *unit = json_string_value(json_object_get(result, "unit"));
        if (strcmp(unit, figure->unit) != 0)
            return error_usage(err, "%s:%d: unit: '%s', but %s tells %s in %s", figure->path,
                               parameters_find(&figure->given, "unit")->line, figure->unit,
                               figure->kernel, figure->metric, unit);
    }
    if (figure->against && strcmp(figure->against, FIGURE_UTILISATION) != 0 &&
        !yields_result(yields, figure->against, ""))
        return yields_result(yields, figure->against, NULL)
                   ? unknown(figure, "against", "", yields, "x", figure->against, err)
                   : unknown(figure, "against", figure->against, yields, "metric", NULL, err);
    return 0;
}
