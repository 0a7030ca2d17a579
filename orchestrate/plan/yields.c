/* yields.c - reads, joins and looks up what kernels say of their results. */
#include "yields.h"

#include "base/json_take.h"

#include <string.h>

static int check_result(const json_t *result, struct place place, struct error *err) {
    const char *metric, *x, *unit, *better, *cost_unit, *title;
    double factor;
    int rate;
    json_error_t cause;
    if (json_unpack_ex((json_t *)result, &cause, 0, "{s:s, s:s, s:s, s:s, s:b, s?{s:s, s:F, s:s}}",
                       "metric", &metric, "x", &x, "unit", &unit, "better", &better, "rate", &rate,
                       "cost", "unit", &cost_unit, "factor", &factor, "title", &title) < 0)
        return error_failed(err, "%s: %s", place.text, cause.text);
    if (strcmp(better, "higher") == 0 || strcmp(better, "lower") == 0)
        return 0;
    return error_failed(err, "%s.better: '%s' is neither higher nor lower", place.text, better);
}

static int take_results(const json_t *list, const char *where, json_t *results, struct error *err) {
    size_t i;
    json_t *result;
    json_array_foreach(list, i, result) {
        if (check_result(result, place_item(where, "results", i), err) < 0)
            return -1;
        bool known = false;
        for (size_t k = 0; k < json_array_size(results); k++)
            known = known || json_equal(json_array_get(results, k), result);
        if (!known && json_array_append(results, result) < 0)
            return error_failed(err, "%s: out of memory", where);
    }
    return 0;
}

struct yields_load yields_load(const json_t *yields) {
    struct yields_load load = {0};
    json_unpack((json_t *)yields, "{s:{s:s, s:s, s:s, s:o}}", "load", "parameter", &load.parameter,
                "metric", &load.metric, "x", &load.x, "besides", &load.besides);
    return load;
}

static int check_load(const json_t *from, const char *where, struct error *err) {
    struct yields_load load = yields_load(from);
    if (!json_object_get(from, "load") || json_is_array(load.besides))
        return 0;
    return error_failed(err, "%s: parameter, metric, x and a list, besides, wanted",
                        place_member(where, "load").text);
}

static int check_needs(const json_t *needs, const char *where, struct error *err) {
    size_t i;
    json_t *need;
    const char *program, *package;
    json_error_t cause;
    json_array_foreach(needs, i, need) {
        if (json_unpack_ex(need, &cause, 0, "{s:s, s:s}", "program", &program, "package",
                           &package) < 0)
            return error_failed(err, "%s: %s", place_item(where, "needs", i).text, cause.text);
    }
    return 0;
}

bool yields_slices(const json_t *yields) {
    return json_is_true(json_object_get(yields, "slices"));
}

bool yields_populates(const json_t *yields) {
    return json_is_true(json_object_get(yields, "populates"));
}

bool yields_crowd(const json_t *yields) {
    return json_is_true(json_object_get(yields, "crowd"));
}

uint64_t yields_memory(const json_t *yields) {
    return (uint64_t)json_integer_value(json_object_get(yields, "memory"));
}

int yields_take(const json_t *from, const char *where, json_t **yields, struct error *err) {
    const json_t *list = take_member(from, where, "results", JSON_ARRAY, err);
    const json_t *concerns = list ? take_member(from, where, "concerns", JSON_ARRAY, err) : NULL;
    const json_t *beyond = json_object_get(from, "beyond_caches");
    const char *parameter;
    int times;
    json_error_t cause;
    const json_t *needs = json_object_get(from, "needs"); /* plans of before have none */
    if (!concerns || check_needs(needs, where, err) < 0)
        return -1;
    if (beyond && json_unpack_ex((json_t *)beyond, &cause, 0, "{s:s, s:i}", "parameter", &parameter,
                                 "times", &times) < 0)
        return error_failed(err, "%s: %s", place_member(where, "beyond_caches").text, cause.text);
    if (check_load(from, where, err) < 0)
        return -1;
    bool first = !*yields;
    if (first)
        *yields =
            json_pack("{s:[], s:O, s:O*, s:O*, s:O*}", "results", "concerns", concerns, "needs",
                      needs, "beyond_caches", beyond, "load", json_object_get(from, "load"));
    if (!*yields)
        return error_failed(err, "%s: out of memory", where);
    bool slices = yields_slices(from) && (first || yields_slices(*yields));
    bool populates = yields_populates(from) && (first || yields_populates(*yields));
    uint64_t memory = (uint64_t)json_integer_value(json_object_get(from, "memory"));
    if (memory < yields_memory(*yields))
        memory = yields_memory(*yields);
    json_object_set_new(*yields, "slices", json_boolean(slices));
    json_object_set_new(*yields, "populates", json_boolean(populates));
    json_object_set_new(*yields, "memory", json_integer((json_int_t)memory));
    if (yields_crowd(from)) /* of all its parameters alike */
        json_object_set_new(*yields, "crowd", json_true());
    return take_results(list, where, json_object_get(*yields, "results"), err);
}

static bool is_one_of(const char *x, const char *words) {
    for (size_t size; words; words = words[size] ? words + size + 1 : NULL) {
        size = strcspn(words, "|");
        if (strlen(x) == size && strncmp(x, words, size) == 0)
            return true;
    }
    return false;
}

static const char *text(const json_t *result, const char *key) {
    return json_string_value(json_object_get(result, key));
}

const json_t *yields_result(const json_t *yields, const char *metric, const char *x) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(yields, "results"), i, result) {
        if (strcmp(text(result, "metric"), metric) == 0 && (!x || is_one_of(text(result, "x"), x)))
            return result;
    }
    return NULL;
}

enum direction yields_direction(const json_t *yields, const char *metric) {
    const json_t *result = yields_result(yields, metric, NULL);
    if (!result)
        return DIRECTION_UNKNOWN;
    return strcmp(text(result, "better"), "higher") == 0 ? HIGHER_IS_BETTER : LOWER_IS_BETTER;
}

bool yields_rate(const json_t *yields, const char *metric, const char *x) {
    return json_is_true(json_object_get(yields_result(yields, metric, x), "rate"));
}

const char *yields_need(const json_t *yields, size_t i, const char **package) {
    const json_t *need = json_array_get(json_object_get(yields, "needs"), i);
    *package = need ? text(need, "package") : NULL;
    return need ? text(need, "program") : NULL;
}

bool yields_concern(const json_t *yields, const char *what) {
    size_t i;
    const json_t *concern;
    json_array_foreach(json_object_get(yields, "concerns"), i, concern) {
        if (json_is_string(concern) && strcmp(json_string_value(concern), what) == 0)
            return true;
    }
    return false;
}
