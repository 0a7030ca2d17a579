/* plan_json.c - a plan as JSON (schema "virtax-plan/1"), in the order in which people read it.
 *
 * jansson's setters refuse NULL, which is how running out of memory passes upwards. Seeds of 2^63
 * and more appear as negative numbers: JSON integers are signed here. */
#include "plan_json.h"
#include "sweep.h"

#include "base/array.h"
#include "base/json_text.h"
#include "common/cleanup.h"
#include "plan.h"

#include <math.h>

static json_t *list_of(size_t count, json_t *element(const void *owner, size_t i),
                       const void *owner) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        if (json_array_append_new(array, element(owner, i)) < 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

static json_t *word_json(const void *owner, size_t i) {
    return json_string(((const struct words *)owner)->word[i]);
}

static json_t *words_json(const struct words *words) {
    return list_of(words->count, word_json, words);
}

static json_t *parameters_json(const struct parameters *parameters) {
    json_t *object = json_object();
    for (size_t i = 0; i < parameters->count; i++)
        if (json_object_set_new(object, parameters->item[i].key,
                                json_string(parameters->item[i].value)) < 0) {
            json_decref(object);
            return NULL;
        }
    return object;
}

static json_t *series_json(const void *owner, size_t i) {
    const struct plan_series *series = &((const struct plan_figure *)owner)->series[i];
    json_t *json =
        json_pack("{ss ss so ss? ss*}", "name", series->name, "environment", series->environment,
                  "parameters", parameters_json(&series->parameters), "effect", series->effect,
                  "treatment", series->treatment);
    json_t *traits = plan_traits_json(&series->traits);
    if (json && json_object_update_new(json, traits) == 0)
        return json;
    json_decref(json);
    return NULL;
}

static json_t *sweep_json(const struct plan_figure *figure) {
    if (!sweep_present(figure))
        return json_null();
    json_t *sets = figure->sweep_sets.count ? words_json(&figure->sweep_sets) : NULL;
    return json_pack("{ss? so so* so*}", "key", figure->sweep_key, "values",
                     words_json(&figure->sweep_values), "sets", sets, "shares",
                     plan_shares_json(&figure->shares));
}

static json_t *figure_json(const void *owner, size_t i) {
    const struct plan_figure *figure = &((const struct plan *)owner)->figure[i];
    json_t *guest = json_pack("{sI sI}", "vcpus", (json_int_t)figure->guest_vcpus, "memory",
                              (json_int_t)figure->guest_memory);
    return json_pack(
        "{ss ss* ss* ss ss ss ss* ss ss ss ss ss? sO? so so so so ss ss ss ss? so sI sI ss sf ss "
        "sf}",
        "name", figure->name, "view_of", figure->view_of, "against", figure->against, "right",
        right_names[figure->right], "title", figure->title, "kernel", figure->kernel, "service",
        figure->service, "metric", figure->metric, "unit", figure->unit, "axis", figure->axis,
        "chart", figure->chart, "paper", figure->paper, "yields", figure->yields, "results",
        words_json(&figure->results), "series", list_of(figure->series_count, series_json, figure),
        "sweep", sweep_json(figure), "parameters", parameters_json(&figure->parameters), "cpus",
        figure->cpus, "memory_nodes", figure->memory_nodes, "role", role_names[figure->role],
        "peer_cpus", figure->peer_cpus, "guest", guest, "medium", (json_int_t)figure->medium_bytes,
        "rounds", (json_int_t)figure->rounds, "boots", boot_names[figure->boots], "cell_timeout_s",
        figure->cell_timeout_s, "interleave", interleave_names[figure->interleave], "slice_s",
        figure->slice_s);
}

struct plan_figure *plan_add_view(struct plan *plan, size_t figure, const char *name,
                                  struct error *err) {
    cleanup_json json_t *json = figure_json(plan, figure);
    struct plan_figure *view = json ? array_add(plan->figure, plan->figure_count) : NULL;
    if (!view)
        return error_null(error_failed(err, "%s: out of memory", name));
    if (plan_take_figure(json, name, view, err) < 0)
        return NULL;
    free(view->view_of);
    view->view_of = view->name;
    view->name = plan_copy(name);
    return view->name ? view : error_null(error_failed(err, "%s: out of memory", name));
}

struct order {
    const struct plan_figure *figure;
    const struct plan_block *block;
};

static json_t *cell_json(const void *owner, size_t i) {
    const struct order *order = owner;
    return json_string(order->figure->series[order->block->order[i]].name);
}

static json_t *block_json(const void *owner, size_t i) {
    const struct plan *plan = owner;
    const struct plan_block *block = &plan->block[i];
    const struct plan_figure *figure = &plan->figure[block->figure];
    const struct order order = {figure, block};
    return json_pack("{ss ss? sI so so}", "figure", figure->name, "x",
                     block->x < 0 ? NULL : figure->sweep_values.word[block->x], "round",
                     (json_int_t)block->round, "order",
                     list_of(figure->series_count, cell_json, &order), "layout",
                     plan_layout_json(&block->layout));
}

static json_t *gate_json(const void *owner, size_t i) {
    const struct plan_gate *gate = &((const struct plan *)owner)->gate[i];
    return json_pack("{ss so sb}", "name", gate->name, "limit",
                     isnan(gate->limit) ? json_null() : json_real(gate->limit), "warns",
                     gate->warns);
}

static json_t *setting_json(const void *owner, size_t i) {
    const struct plan_setting *setting = &((const struct plan *)owner)->setting[i];
    return json_pack("{ss ss}", "path", setting->path, "value", setting->value);
}

static json_t *binary_json(const void *owner, size_t i) {
    const struct plan_binary *binary = &((const struct plan *)owner)->binary[i];
    return json_pack("{ss ss}", "kernel", binary->kernel, "sha256", binary->sha256);
}

static json_t *warning_json(const void *owner, size_t i) {
    return json_text(((const struct plan *)owner)->warning[i]);
}

json_t *plan_to_json(const struct plan *plan) {
    json_t *json = json_pack(
        "{ss ss ss ss ss? so ss? so so so so sI sf sI so so so so so so}", "schema", PLAN_SCHEMA,
        "version", plan->version, "created", plan->created, "profile", plan->profile, "accel",
        plan->accel, "boot", plan_boot_json(&plan->boot), "guest_image", plan->guest_image,
        "network", plan_network_json(&plan->network), "medium",
        plan_medium_json(&plan->planned_medium), "services", plan_services_json(&plan->services),
        "set", parameters_json(&plan->overrides), "seed", (json_int_t)plan->seed, "margin",
        plan->margin, "missing", (json_int_t)plan->missing, "warnings",
        list_of(plan->warning_count, warning_json, plan), "settings",
        list_of(plan->setting_count, setting_json, plan), "gates",
        list_of(plan->gate_count, gate_json, plan), "binaries",
        list_of(plan->binary_count, binary_json, plan), "figures",
        list_of(plan->figure_count, figure_json, plan), "blocks",
        list_of(plan->block_count, block_json, plan));
    return plan_stop_put(json, &plan->stop);
}
