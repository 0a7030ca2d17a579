/* plan_read_figure.c - a plan's figure from JSON. */
#include "plan_json.h"

#include "base/array.h"
#include "base/json_take.h"
#include "base/words.h"
#include "common/choice.h"
#include "common/cleanup.h"
#include "sweep.h"

#include <string.h>

enum { MAX_VCPUS = 1024 };

static int take_series(const json_t *json, const char *where, struct plan_figure *figure,
                       struct error *err) {
    const json_t *list = take_member(json, where, "series", JSON_ARRAY, err);
    if (!list)
        return -1;
    if (json_array_size(list) == 0)
        return error_failed(err, "%s.series: empty", where);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        struct place place = place_item(where, "series", i);
        cleanup_free char *name = NULL;
        if (take_name(item, place.text, "name", &name, err) < 0)
            return -1;
        if (plan_series_index(figure, name) >= 0)
            return error_failed(err, "%s.name: '%s' is there twice", place.text, name);
        struct plan_series *series = array_add(figure->series, figure->series_count);
        if (!series)
            return error_failed(err, "%s: out of memory", place.text);
        series->name = name;
        name = NULL;
        if (take_text(item, place.text, "environment", &series->environment, err) < 0 ||
            plan_traits_take(item, place.text, &series->traits, err) < 0 ||
            take_text_or_null(item, place.text, "effect", &series->effect, err) < 0 ||
            take_text_or_null(item, place.text, "treatment", &series->treatment, err) < 0)
            return -1;
        if (json_object_get(item, "parameters") &&
            take_parameters(item, place.text, "parameters", &series->parameters, err) < 0)
            return -1;
    }
    return 0;
}

/* As a definition's points are taken, so that the same is refused. */
static int take_points(const json_t *sweep, const char *where, struct plan_figure *figure,
                       struct error *err) {
    struct words sets = {0}, names = {0};
    int status = take_words(sweep, where, "sets", &sets, err);
    if (status == 0 && sets.count != figure->sweep_values.count)
        status = error_failed(err, "%s.sets: %zu for %zu values", where, sets.count,
                              figure->sweep_values.count);
    for (size_t i = 0; status == 0 && i < sets.count; i++)
        if (sweep_add_point(&names, &figure->sweep_sets, figure->sweep_values.word[i], sets.word[i],
                            err) < 0)
            status = error_failed(err, "%s.sets[%zu]: %s", where, i, err->text);
    words_free(&names);
    words_free(&sets);
    return status;
}

static int take_sweep(const json_t *json, const char *where, struct plan_figure *figure,
                      struct error *err) {
    if (json_is_null(json_object_get(json, "sweep")))
        return 0;
    const json_t *sweep = take_member(json, where, "sweep", JSON_OBJECT, err);
    struct place place = place_member(where, "sweep");
    if (!sweep || take_words(sweep, place.text, "values", &figure->sweep_values, err) < 0)
        return -1;
    if (figure->sweep_values.count == 0)
        return error_failed(err, "%s.values: empty", place.text);
    if (!json_object_get(sweep, "sets"))
        return take_name(sweep, place.text, "key", &figure->sweep_key, err) < 0
                   ? -1
                   : plan_shares_take(sweep, place.text, figure->sweep_values.count,
                                      &figure->shares, err);
    return take_points(sweep, place.text, figure, err);
}

/* Plans of before there were roles have none. */
static int take_role(const json_t *json, const char *where, struct plan_figure *figure,
                     struct error *err) {
    cleanup_free char *role = NULL;
    if (take_text_or_null(json, where, "role", &role, err) < 0 ||
        take_text_or_null(json, where, "peer_cpus", &figure->peer_cpus, err) < 0)
        return -1;
    int chosen = role ? choice_parse(role, "value", role_names, err) : ROLE_ALONE;
    if (chosen < 0)
        return error_wrap(err, "%s.role", where);
    figure->role = (enum role)chosen;
    if (chosen == ROLE_ALONE && figure->peer_cpus)
        return error_failed(err, "%s.peer_cpus: there is no peer", where);
    return 0;
}

/* Most figures have none. */
static int take_service(const json_t *json, const char *where, struct plan_figure *figure,
                        struct error *err) {
    if (!json_object_get(json, "service"))
        return 0;
    if (take_name(json, where, "service", &figure->service, err) < 0)
        return -1;
    return figure->role != ROLE_CLIENT ? 0
                                       : error_failed(err, "%s.service: its role is client", where);
}

static int take_guest(const json_t *json, const char *where, struct plan_figure *figure,
                      struct error *err) {
    const json_t *guest = take_member(json, where, "guest", JSON_OBJECT, err);
    struct place place = place_member(where, "guest");
    json_int_t vcpus, memory;
    if (!guest || take_count(guest, place.text, "vcpus", 0, MAX_VCPUS, &vcpus, err) < 0 ||
        take_count(guest, place.text, "memory", 0, INT64_MAX, &memory, err) < 0)
        return -1;
    figure->guest_vcpus = (unsigned)vcpus;
    figure->guest_memory = (uint64_t)memory;
    return 0;
}

/* Plans of figures without storage may lack it. */
static int take_medium(const json_t *json, const char *where, struct plan_figure *figure,
                       struct error *err) {
    json_int_t medium = 0;
    if (json_object_get(json, "medium") &&
        take_count(json, where, "medium", 0, INT64_MAX, &medium, err) < 0)
        return -1;
    figure->medium_bytes = (uint64_t)medium;
    return 0;
}

/* Plans of before kernels told it have none. */
static int take_yields(const json_t *json, const char *where, struct plan_figure *figure,
                       struct error *err) {
    const json_t *yields = json_object_get(json, "yields");
    if (!yields || json_is_null(yields))
        return 0;
    return yields_take(yields, place_member(where, "yields").text, &figure->yields, err);
}

static int take_conduct(const json_t *json, const char *where, struct plan_figure *figure,
                        struct error *err) {
    json_int_t rounds;
    if (take_count(json, where, "rounds", 1, PLAN_ROUNDS_MOST, &rounds, err) < 0 ||
        take_number(json, where, "cell_timeout_s", &figure->cell_timeout_s, err) < 0)
        return -1;
    figure->rounds = (unsigned)rounds;
    if (!(figure->cell_timeout_s > 0))
        return error_failed(err, "%s.cell_timeout_s: must be more than 0", where);
    const json_t *boots = take_member(json, where, "boots", JSON_STRING, err);
    if (!boots)
        return -1;
    int chosen = choice_parse(json_string_value(boots), "value", boot_names, err);
    if (chosen < 0)
        return error_wrap(err, "%s.boots", where);
    figure->boots = (enum boot_policy)chosen;
    return 0;
}

/* Plans of before there were slices are of cells. */
static int take_interleave(const json_t *json, const char *where, struct plan_figure *figure,
                           struct error *err) {
    cleanup_free char *name = NULL;
    if (take_text_or_null(json, where, "interleave", &name, err) < 0)
        return -1;
    int chosen = name ? choice_parse(name, "value", interleave_names, err) : INTERLEAVE_CELLS;
    if (chosen < 0)
        return error_wrap(err, "%s.interleave", where);
    figure->interleave = (enum interleave)chosen;
    if (!json_object_get(json, "slice_s"))
        return 0;
    if (take_number(json, where, "slice_s", &figure->slice_s, err) < 0)
        return -1;
    return figure->slice_s >= 0 ? 0 : error_failed(err, "%s.slice_s: less than 0", where);
}

/* Plans of before have no right axis. */
static int take_right(const json_t *json, const char *where, struct plan_figure *figure,
                      struct error *err) {
    cleanup_free char *name = NULL;
    if (take_text_or_null(json, where, "right", &name, err) < 0)
        return -1;
    int chosen = name ? choice_parse(name, "value", right_names, err) : RIGHT_NONE;
    if (chosen < 0)
        return error_wrap(err, "%s.right", where);
    figure->right = (enum right_axis)chosen;
    return 0;
}

/* Plans of before have no views. */
static int take_view(const json_t *json, const char *where, struct plan_figure *figure,
                     struct error *err) {
    return (json_object_get(json, "view_of") &&
            take_name(json, where, "view_of", &figure->view_of, err) < 0) ||
                   (json_object_get(json, "against") &&
                    take_name(json, where, "against", &figure->against, err) < 0)
               ? -1
               : 0;
}

int plan_take_figure(const json_t *json, const char *where, struct plan_figure *figure,
                     struct error *err) {
    if (take_name(json, where, "name", &figure->name, err) < 0 ||
        take_text(json, where, "title", &figure->title, err) < 0 ||
        take_name(json, where, "kernel", &figure->kernel, err) < 0 ||
        take_text(json, where, "metric", &figure->metric, err) < 0 ||
        take_text(json, where, "unit", &figure->unit, err) < 0 ||
        take_text(json, where, "axis", &figure->axis, err) < 0 ||
        take_text(json, where, "chart", &figure->chart, err) < 0 ||
        take_text_or_null(json, where, "paper", &figure->paper, err) < 0 ||
        take_text(json, where, "cpus", &figure->cpus, err) < 0 ||
        take_text(json, where, "memory_nodes", &figure->memory_nodes, err) < 0 ||
        take_view(json, where, figure, err) < 0 || take_right(json, where, figure, err) < 0 ||
        take_role(json, where, figure, err) < 0 || take_service(json, where, figure, err) < 0 ||
        take_yields(json, where, figure, err) < 0 ||
        take_words(json, where, "results", &figure->results, err) < 0 ||
        take_parameters(json, where, "parameters", &figure->parameters, err) < 0 ||
        take_series(json, where, figure, err) < 0 || take_sweep(json, where, figure, err) < 0 ||
        take_guest(json, where, figure, err) < 0 || take_medium(json, where, figure, err) < 0 ||
        take_conduct(json, where, figure, err) < 0 || take_interleave(json, where, figure, err) < 0)
        return -1;
    if (figure->results.count == 0)
        return error_failed(err, "%s.results: empty", where);
    return 0;
}
