/* json_take.c - typed members of JSON objects. */
#include "json_take.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A place that is too long for its message ends in dots. */
static struct place place_of(const char *where, const char *key, const char *item) {
    struct place place;
    int length =
        snprintf(place.text, sizeof place.text, "%s%s%s%s", where, *where ? "." : "", key, item);
    if (length >= PLACE_SIZE)
        strcpy(place.text + PLACE_SIZE - sizeof "...", "...");
    return place;
}

struct place place_member(const char *where, const char *key) {
    return place_of(where, key, "");
}

struct place place_item(const char *where, const char *key, size_t i) {
    char item[32];
    snprintf(item, sizeof item, "[%zu]", i);
    return place_of(where, key, item);
}

static const char *const type_names[] = {
    [JSON_OBJECT] = "an object",       [JSON_ARRAY] = "a list",  [JSON_STRING] = "a text",
    [JSON_INTEGER] = "a whole number", [JSON_REAL] = "a number", [JSON_TRUE] = "a truth value",
    [JSON_FALSE] = "a truth value",    [JSON_NULL] = "null",
};

static int wrong_type(const json_t *found, const char *wanted, struct place place,
                      struct error *err) {
    return error_failed(err, "%s: %s wanted, %s found", place.text, wanted,
                        found ? type_names[json_typeof(found)] : "nothing");
}

const json_t *take_member(const json_t *object, const char *where, const char *key, json_type type,
                          struct error *err) {
    const json_t *member = json_object_get(object, key);
    if (member && json_typeof(member) == type)
        return member;
    wrong_type(member, type_names[type], place_member(where, key), err);
    return NULL;
}

int take_text(const json_t *object, const char *where, const char *key, char **text,
              struct error *err) {
    const json_t *member = take_member(object, where, key, JSON_STRING, err);
    if (!member)
        return -1;
    *text = strdup(json_string_value(member));
    return *text ? 0 : error_failed(err, "%s: out of memory", place_member(where, key).text);
}

int take_text_or_null(const json_t *object, const char *where, const char *key, char **text,
                      struct error *err) {
    const json_t *member = json_object_get(object, key);
    if (member && !json_is_null(member))
        return take_text(object, where, key, text, err);
    *text = NULL;
    return 0;
}

int take_name(const json_t *object, const char *where, const char *key, char **name,
              struct error *err) {
    if (take_text(object, where, key, name, err) < 0)
        return -1;
    if (**name && **name != '.' && !strchr(*name, '/'))
        return 0;
    return error_failed(err, "%s: '%s' is no name", place_member(where, key).text, *name);
}

int take_count(const json_t *object, const char *where, const char *key, json_int_t low,
               json_int_t high, json_int_t *count, struct error *err) {
    const json_t *member = take_member(object, where, key, JSON_INTEGER, err);
    if (!member)
        return -1;
    *count = json_integer_value(member);
    if (*count >= low && *count <= high)
        return 0;
    return error_failed(err,
                        "%s: %" JSON_INTEGER_FORMAT " is not from %" JSON_INTEGER_FORMAT
                        " to %" JSON_INTEGER_FORMAT,
                        place_member(where, key).text, *count, low, high);
}

int take_number(const json_t *object, const char *where, const char *key, double *number,
                struct error *err) {
    const json_t *member = json_object_get(object, key);
    if (!json_is_number(member) && !json_is_null(member))
        return wrong_type(member, "a number", place_member(where, key), err);
    *number = json_is_null(member) ? NAN : json_number_value(member);
    return 0;
}

int take_words(const json_t *object, const char *where, const char *key, struct words *words,
               struct error *err) {
    const json_t *list = take_member(object, where, key, JSON_ARRAY, err);
    if (!list)
        return -1;
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item) {
        struct place place = place_item(where, key, i);
        if (!json_is_string(item))
            return wrong_type(item, "a text", place, err);
        if (words_index(words, json_string_value(item)) >= 0)
            return error_failed(err, "%s: '%s' is there twice", place.text,
                                json_string_value(item));
        if (words_add(words, json_string_value(item)) < 0)
            return error_failed(err, "%s: out of memory", place.text);
    }
    return 0;
}

int take_parameters(const json_t *object, const char *where, const char *key,
                    struct parameters *parameters, struct error *err) {
    const json_t *members = take_member(object, where, key, JSON_OBJECT, err);
    if (!members)
        return -1;
    struct place place = place_member(where, key);
    const char *name;
    const json_t *value;
    json_object_foreach((json_t *)members, name, value) {
        if (!json_is_string(value))
            return wrong_type(value, "a text", place_member(place.text, name), err);
        if (parameters_add(parameters, name, json_string_value(value), 0) < 0)
            return error_failed(err, "%s: out of memory", place.text);
    }
    return 0;
}
