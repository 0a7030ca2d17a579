/* changes.c - compares two sets of facts, leaving out those that always move. */
#include "changes.h"

#include "common/cleanup.h"

#include <string.h>

enum { SHOWN = 100 };

static const char *text_of(const json_t *value) {
    const char *text = json_string_value(value);
    return text ? text : value ? NULL : "not told";
}

/* CPU flags would fill a page: what is shown tells that something changed, and where to look. */
static json_t *shown(const json_t *value) {
    cleanup_free char *dumped = text_of(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    const char *text = dumped ? dumped : text_of(value);
    size_t size = text ? strlen(text) : 0;
    if (size <= SHOWN)
        return json_string(text);
    for (size = SHOWN; ((unsigned char)text[size] & 0xC0) == 0x80;) /* inside a character */
        size--;
    return json_sprintf("%.*s...", (int)size, text);
}

static void compare(json_t *changes, const char *where, const char *key, const json_t *before,
                    const json_t *after) {
    const json_t *old = json_object_get(before, key), *new = json_object_get(after, key);
    if (old == new || json_equal(old, new))
        return;
    json_array_append_new(changes, json_pack("{s:o,s:o,s:o}", "fact",
                                             json_sprintf("%s%s%s", where, *where ? ": " : "", key),
                                             "before", shown(old), "after", shown(new)));
}

static int always_moves(const char *key) {
    return strcmp(key, "load1") == 0 || strcmp(key, "steal_s") == 0;
}

json_t *machine_changes(const json_t *before, const json_t *after) {
    json_t *changes = json_array();
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)before, key, value) {
        if (!always_moves(key))
            compare(changes, "", key, before, after);
    }
    json_object_foreach((json_t *)after, key, value) {
        if (!always_moves(key) && !json_object_get(before, key))
            compare(changes, "", key, before, after);
    }
    return changes;
}

json_t *environment_changes(const json_t *before, const json_t *after) {
    static const char *const lasting[] = {"version",       "storage_driver", "security", "runtime",
                                          "cgroup_driver", "private_daemon", "accel",    "qemu",
                                          "image",         "firmware",       "boot",     "uname"};
    json_t *changes = json_array();
    const char *name;
    json_t *facts;
    json_object_foreach((json_t *)after, name, facts) {
        const json_t *known = json_object_get(before, name);
        for (size_t i = 0; known && i < sizeof lasting / sizeof *lasting; i++)
            compare(changes, name, lasting[i], known, facts);
    }
    return changes;
}

json_t *change_text(const json_t *change) {
    return json_sprintf("%s: %s before, %s after",
                        json_string_value(json_object_get(change, "fact")),
                        json_string_value(json_object_get(change, "before")),
                        json_string_value(json_object_get(change, "after")));
}
