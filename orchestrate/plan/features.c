/* features.c - names into levels, and levels against the host. */
#include "features.h"

#include "base/json_text.h"
#include "common/choice.h"
#include "common/cleanup.h"

#include <string.h>

int feature_find(const struct feature_table *table, const char *key) {
    for (size_t i = 0; table && i < table->count; i++)
        if (strcmp(table->feature[i].key, key) == 0)
            return (int)i;
    return -1;
}

static void take_preset(const struct feature_table *table, const char *type,
                        struct features *features) {
    for (const struct feature_preset *preset = table->preset; preset && preset->type; preset++)
        if (strcmp(preset->type, type) == 0)
            memcpy(features->level, preset->level, sizeof features->level);
}

static bool well_formed(const char *word, size_t size) {
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    size_t length = strlen(word);
    return length > 0 && length < size && strspn(word, allowed) == length;
}

static int take_level(const struct feature_table *table, int feature, const char *word,
                      struct features *features, struct error *err) {
    const struct feature *row = &table->feature[feature];
    int level = choice_parse(word, row->key, row->level, err);
    if (level < 0 && row->open && well_formed(word, sizeof features->other[feature])) {
        strcpy(features->other[feature], word);
        level = FEATURE_OTHER;
    }
    features->level[feature] = level;
    features->named[feature] = true;
    return level < 0 ? -1 : 0;
}

/* "KEY=LEVEL" */
static int take_change(const struct feature_table *table, char *change, struct features *features,
                       struct error *err) {
    const char *keys[FEATURES_MAX + 1] = {NULL};
    char what[64];
    for (size_t i = 0; i < table->count && i < FEATURES_MAX; i++)
        keys[i] = table->feature[i].key;
    char *equals = strchr(change, '=');
    if (!equals)
        return error_usage(err, "'+%s': KEY=LEVEL expected after '+'", change);
    *equals = '\0';
    snprintf(what, sizeof what, "%s feature", table->of);
    int feature = choice_parse(change, what, keys, err);
    if (feature < 0)
        return -1;
    if (features->named[feature])
        return error_usage(err, "%s is given twice", change);
    return take_level(table, feature, equals + 1, features, err);
}

int features_parse(const struct feature_table *table, const char *name, struct features *features,
                   struct error *err) {
    *features = (struct features){0};
    cleanup_free char *copy = strdup(name);
    if (!copy)
        return error_failed(err, "out of memory");
    char *rest = copy;
    int status = 0;
    take_preset(table, strsep(&rest, "+"), features);
    while (status == 0 && rest)
        status = take_change(table, strsep(&rest, "+"), features, err);
    return status < 0 ? error_wrap(err, "environment '%s'", name) : 0;
}

const char *feature_level(const struct feature_table *table, const struct features *features,
                          int feature) {
    int level = features->level[feature];
    return level == FEATURE_OTHER ? features->other[feature] : table->feature[feature].level[level];
}

json_t *features_json(const struct feature_table *table, const struct features *features) {
    json_t *all = json_object();
    for (size_t i = 0; i < table->count; i++)
        json_object_set_new(all, table->feature[i].key,
                            json_string(feature_level(table, features, (int)i)));
    return all;
}

json_t *features_asked(const struct feature_table *table, const struct features *features) {
    json_t *asked = json_object();
    for (size_t i = 0; i < table->count; i++)
        if (features->named[i] || features->level[i] != 0)
            json_object_set_new(asked, table->feature[i].key,
                                json_string(feature_level(table, features, (int)i)));
    return asked;
}

json_t *features_list(const struct feature_table *table) {
    json_t *list = json_array();
    for (size_t i = 0; i < table->count; i++) {
        const struct feature *feature = &table->feature[i];
        json_t *levels = json_array();
        for (int k = 0; feature->level[k]; k++)
            json_array_append_new(levels, json_string(feature->level[k]));
        if (feature->open)
            json_array_append_new(levels, json_string("NAME"));
        json_array_append_new(list, json_pack("{s:s,s:s,s:o}", "key", feature->key, "about",
                                              feature->about, "levels", levels));
    }
    return list;
}

int feature_leave_out(const struct feature_table *table, struct features *features, int feature,
                      const char *why, json_t *left_out, struct error *err) {
    const char *key = table->feature[feature].key;
    const char *level = feature_level(table, features, feature);
    if (features->named[feature])
        return error_unavailable(err, "%s=%s cannot be given: %s", key, level, why);
    char what[64];
    snprintf(what, sizeof what, "%s=%s", key, level);
    json_array_append_new(left_out, json_pack("{s:s,s:o}", "what", what, "why", json_text(why)));
    features->level[feature] = 0;
    return 0;
}

int features_fit(const struct feature_table *table, struct features *features, json_t *left_out,
                 struct error *err) {
    for (size_t i = 0; i < table->count; i++) {
        const struct feature *feature = &table->feature[i];
        struct error why;
        if (!features->level[i] || !feature->available ||
            feature->available(feature_level(table, features, (int)i), &why) == 0)
            continue;
        if (why.status != STATUS_UNAVAILABLE) {
            *err = why;
            return -1;
        }
        if (feature_leave_out(table, features, (int)i, why.text, left_out, err) < 0)
            return -1;
    }
    return 0;
}

int features_apply(const struct feature_table *table, const struct features *features, void *target,
                   struct error *err) {
    for (size_t i = 0; i < table->count; i++) {
        const struct feature *feature = &table->feature[i];
        if (features->level[i] && feature->apply &&
            feature->apply(feature_level(table, features, (int)i), target, err) < 0)
            return error_wrap(err, "%s", feature->key);
    }
    return 0;
}

const char *feature_left_out_text(const char *environment, const json_t *entry, char *buffer,
                                  size_t size) {
    const char *what = json_string_value(json_object_get(entry, "what"));
    const char *why = json_string_value(json_object_get(entry, "why"));
    snprintf(buffer, size, "%s without %s: %s", environment, what ? what : "?", why ? why : "?");
    return buffer;
}
