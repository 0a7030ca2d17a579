/* plan_read.c - a plan from JSON. Users may hand us broken or foreign files, and resume does what
 * they say as root: types, names and paths are all checked. */
#include "plan.h"

#include "base/array.h"
#include "base/json_take.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "plan_json.h"
#include "plan_views.h"
#include "sweep.h"

#include <string.h>

static int take_figures(const json_t *json, struct plan *plan, struct error *err) {
    const json_t *list = take_member(json, "", "figures", JSON_ARRAY, err);
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place place = place_item("", "figures", i);
        struct plan_figure *figure = array_add(plan->figure, plan->figure_count);
        if (!figure)
            return error_failed(err, "%s: out of memory", place.text);
        if (plan_take_figure(json_array_get(list, i), place.text, figure, err) < 0)
            return -1;
        if (figure->medium_bytes > 0 && !plan->planned_medium.where)
            return error_failed(err, "%s.medium: the plan has none", place.text);
        if (figure->service && !plan->services.root)
            return error_failed(err, "%s.service: the plan has no root of services", place.text);
        if (plan_figure_index(plan, figure->name) != (int)i)
            return error_failed(err, "%s.name: '%s' is there twice", place.text, figure->name);
        if (figure->role != ROLE_ALONE && !figure->peer_cpus && !plan->network.peer)
            return error_failed(err, "%s.peer_cpus: the peer is on this machine", place.text);
    }
    return list ? plan_views_check(plan, err) : -1;
}

static int take_order(const json_t *json, const char *where, const struct plan_figure *figure,
                      struct plan_block *block, struct error *err) {
    struct words names = {0};
    int result = take_words(json, where, "order", &names, err);
    if (result == 0 && names.count != figure->series_count)
        result = error_failed(err, "%s.order: %zu series, but %s has %zu", where, names.count,
                              figure->name, figure->series_count);
    block->order = calloc(names.count + 1, sizeof *block->order);
    if (result == 0 && !block->order)
        result = error_failed(err, "%s.order: out of memory", where);
    for (size_t i = 0; result == 0 && i < names.count; i++) {
        int series = plan_series_index(figure, names.word[i]);
        block->order[i] = (size_t)series;
        if (series < 0)
            result = error_failed(err, "%s.order: unknown series '%s'", where, names.word[i]);
    }
    words_free(&names);
    return result;
}

static int take_x(const json_t *json, const char *where, const struct plan_figure *figure,
                  struct plan_block *block, struct error *err) {
    cleanup_free char *x = NULL;
    if (take_text_or_null(json, where, "x", &x, err) < 0)
        return -1;
    block->x = x ? words_index(&figure->sweep_values, x) : -1;
    if ((x && block->x < 0) || (!x && sweep_present(figure)))
        return error_failed(err, "%s.x: %s%s%s is no swept value of %s", where, x ? "'" : "",
                            x ? x : "null", x ? "'" : "", figure->name);
    return 0;
}

static int take_block(const json_t *json, const char *where, const struct plan *plan,
                      struct plan_block *block, struct error *err) {
    const json_t *name = take_member(json, where, "figure", JSON_STRING, err);
    if (!name)
        return -1;
    int index = plan_figure_index(plan, json_string_value(name));
    if (index < 0)
        return error_failed(err, "%s.figure: unknown figure '%s'", where, json_string_value(name));
    const struct plan_figure *figure = &plan->figure[index];
    if (figure->view_of)
        return error_failed(err, "%s.figure: %s is a view and has no blocks", where, figure->name);
    json_int_t round;
    if (take_count(json, where, "round", 1, figure->rounds, &round, err) < 0)
        return -1;
    block->figure = (size_t)index;
    block->round = (unsigned)round;
    return take_x(json, where, figure, block, err) < 0 ||
                   take_order(json, where, figure, block, err) < 0 ||
                   plan_layout_take(json, where, &block->layout, err) < 0
               ? -1
               : 0;
}

/* Cells of the same id would take each other's records. */
static int take_blocks(const json_t *json, struct plan *plan, struct error *err) {
    const json_t *list = take_member(json, "", "blocks", JSON_ARRAY, err);
    if (!list)
        return -1;
    cleanup_json json_t *seen = json_object();
    plan->block = calloc(json_array_size(list) + 1, sizeof *plan->block);
    if (!seen || !plan->block)
        return error_failed(err, "blocks: out of memory");
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct place place = place_item("", "blocks", i);
        struct plan_block *block = &plan->block[plan->block_count++];
        if (take_block(json_array_get(list, i), place.text, plan, block, err) < 0)
            return -1;
        char cell[512];
        plan_cell_id(plan, block, 0, cell, sizeof cell);
        if (json_object_get(seen, cell))
            return error_failed(err, "%s: cell %s is there twice", place.text, cell);
        if (json_object_set_new(seen, cell, json_true()) < 0)
            return error_failed(err, "%s: out of memory", place.text);
    }
    return 0;
}

/* Settings are written to: nothing but kernel settings may be named. */
static int check_setting(const char *path, const char *where, struct error *err) {
    bool below = strncmp(path, "/proc/sys/", 10) == 0 || strncmp(path, "/sys/", 5) == 0;
    if (below && !strstr(path, ".."))
        return 0;
    return error_failed(err, "%s.path: '%s' is not below /proc/sys or /sys", where, path);
}

static int take_setting(const json_t *item, const char *where, struct plan *plan,
                        struct error *err) {
    struct plan_setting *setting = array_add(plan->setting, plan->setting_count);
    if (!setting)
        return error_failed(err, "%s: out of memory", where);
    return take_text(item, where, "path", &setting->path, err) < 0 ||
                   check_setting(setting->path, where, err) < 0
               ? -1
               : take_text(item, where, "value", &setting->value, err);
}

static int take_gate(const json_t *item, const char *where, struct plan *plan, struct error *err) {
    struct plan_gate *gate = array_add(plan->gate, plan->gate_count);
    if (!gate)
        return error_failed(err, "%s: out of memory", where);
    if (take_text(item, where, "name", &gate->name, err) < 0 ||
        take_number(item, where, "limit", &gate->limit, err) < 0)
        return -1;
    gate->warns = json_is_true(json_object_get(item, "warns")); /* plans of before lack it */
    return 0;
}

static int take_binary(const json_t *item, const char *where, struct plan *plan,
                       struct error *err) {
    struct plan_binary *binary = array_add(plan->binary, plan->binary_count);
    if (!binary)
        return error_failed(err, "%s: out of memory", where);
    return take_name(item, where, "kernel", &binary->kernel, err) < 0
               ? -1
               : take_text(item, where, "sha256", &binary->sha256, err);
}

static int take_warning(const json_t *item, const char *where, struct plan *plan,
                        struct error *err) {
    if (!json_is_string(item))
        return error_failed(err, "%s: a text wanted", where);
    plan_warn(plan, "%s", json_string_value(item));
    return 0;
}

/* Every item of a list. */
static int take_each(const json_t *json, const char *key,
                     int take(const json_t *, const char *, struct plan *, struct error *),
                     struct plan *plan, struct error *err) {
    const json_t *list = take_member(json, "", key, JSON_ARRAY, err);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (take(json_array_get(list, i), place_item("", key, i).text, plan, err) < 0)
            return -1;
    return list ? 0 : -1;
}

/* Plans of before have none. */
static int take_margin(const json_t *json, double *margin, struct error *err) {
    *margin = PLAN_MARGIN;
    if (json_object_get(json, "margin") && take_number(json, "", "margin", margin, err) < 0)
        return -1;
    if (!(*margin >= 0 && *margin <= 1))
        return error_failed(err, "margin: not from 0 to 1");
    return 0;
}

static int take_head(const json_t *json, struct plan *plan, struct error *err) {
    const json_t *schema = take_member(json, "", "schema", JSON_STRING, err);
    if (!schema)
        return -1;
    if (strcmp(json_string_value(schema), PLAN_SCHEMA) != 0)
        return error_failed(err, "schema: '%s'; this virtax reads '%s'", json_string_value(schema),
                            PLAN_SCHEMA);
    json_int_t seed, missing = 0;
    if (take_text(json, "", "version", &plan->version, err) < 0 ||
        take_text(json, "", "created", &plan->created, err) < 0 ||
        take_text(json, "", "profile", &plan->profile, err) < 0 ||
        take_text_or_null(json, "", "accel", &plan->accel, err) < 0 ||
        plan_boot_take(json, &plan->boot, err) < 0 ||
        take_text_or_null(json, "", "guest_image", &plan->guest_image, err) < 0 ||
        plan_network_take(json, &plan->network, err) < 0 ||
        plan_medium_take(json, &plan->planned_medium, err) < 0 ||
        plan_services_take(json, &plan->services, err) < 0 ||
        plan_stop_take(json, &plan->stop, err) < 0 ||
        (json_object_get(json, "set") &&
         take_parameters(json, "", "set", &plan->overrides, err) < 0) ||
        take_margin(json, &plan->margin, err) < 0 ||
        take_count(json, "", "seed", INT64_MIN, INT64_MAX, &seed, err) < 0 ||
        (json_object_get(json, "missing") &&
         take_count(json, "", "missing", 0, INT32_MAX, &missing, err) < 0))
        return -1;
    plan->missing = (size_t)missing;
    plan->seed = (uint64_t)seed;
    return 0;
}

int plan_from_json(const json_t *json, struct plan *plan, struct error *err) {
    *plan = (struct plan){0};
    if (take_head(json, plan, err) == 0 &&
        take_each(json, "settings", take_setting, plan, err) == 0 &&
        take_each(json, "gates", take_gate, plan, err) == 0 &&
        take_each(json, "binaries", take_binary, plan, err) == 0 &&
        take_each(json, "warnings", take_warning, plan, err) == 0 &&
        take_figures(json, plan, err) == 0 && take_blocks(json, plan, err) == 0)
        return 0;
    plan_free(plan);
    return -1;
}

json_t *plan_checked_json(const struct plan *plan, struct error *err) {
    struct plan back;
    struct error cause = {.text = "out of memory, or a text that is not UTF-8"};
    json_t *json = plan_to_json(plan);
    if (json && plan_from_json(json, &back, &cause) == 0) {
        plan_free(&back);
        return json;
    }
    json_decref(json);
    error_usage(err, "plan.json could not be read back: %s", cause.text);
    return NULL;
}
