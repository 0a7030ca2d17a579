/* plan_traits.c - traits to JSON and back. */
#include "plan_traits.h"

#include "base/json_take.h"
#include "common/choice.h"
#include "common/cleanup.h"

#include <stdio.h>
#include <string.h>

/* By their enums. */
static const char *const kinds[] = {"untold", "process", "container", "guest", "remote", NULL};
const char *const network_way_names[] = {"none", "host", "nat", "tap", "reached", NULL};
const char *const storage_way_names[] = {"none", "files", "layer", "device", NULL};

json_t *plan_traits_json(const struct plan_traits *traits) {
    return json_pack("{ss ss ss ss?}", "kind", kinds[traits->kind], "network",
                     network_way_names[traits->network], "storage",
                     storage_way_names[traits->storage], "colour",
                     traits->colour[0] ? traits->colour : NULL);
}

static int take_choice(const json_t *series, const char *where, const char *key,
                       const char *const *words, struct error *err) {
    cleanup_free char *text = NULL;
    if (take_text(series, where, key, &text, err) < 0)
        return -1;
    int chosen = choice_parse(text, "value", words, err);
    return chosen < 0 ? error_wrap(err, "%s.%s", where, key) : chosen;
}

/* It is written into pictures and pages as it is. */
static int take_colour(const json_t *series, const char *where, char colour[8], struct error *err) {
    cleanup_free char *text = NULL;
    if (take_text_or_null(series, where, "colour", &text, err) < 0)
        return -1;
    if (text &&
        (text[0] != '#' || strlen(text) != 7 || strspn(text + 1, "0123456789abcdefABCDEF") != 6))
        return error_failed(err, "%s.colour: '%s' is not #rrggbb", where, text);
    snprintf(colour, 8, "%s", text ? text : "");
    return 0;
}

int plan_traits_take(const json_t *series, const char *where, struct plan_traits *traits,
                     struct error *err) {
    *traits = (struct plan_traits){0};
    if (!json_object_get(series, "kind"))
        return 0;
    int kind = take_choice(series, where, "kind", kinds, err);
    int network = kind < 0 ? -1 : take_choice(series, where, "network", network_way_names, err);
    int storage = network < 0 ? -1 : take_choice(series, where, "storage", storage_way_names, err);
    if (storage < 0)
        return -1;
    traits->kind = (enum environment_kind)kind;
    traits->network = (enum network_way)network;
    traits->storage = (enum storage_way)storage;
    return take_colour(series, where, traits->colour, err);
}
