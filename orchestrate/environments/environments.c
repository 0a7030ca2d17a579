/* environments.c - the environments of all files in one order, and by name. */
#include "environments.h"

#include "base/argv.h"
#include "common/cleanup.h"
#include "common/closest.h"

#include <string.h>

#define ENVIRONMENT_TYPES(name) environment_##name,
static const struct environment_type *const files[] = {ENVIRONMENT_FILES(ENVIRONMENT_TYPES) NULL};

const struct environment_type *environment_at(size_t i) {
    for (const struct environment_type *const *file = files; *file; file++)
        for (const struct environment_type *type = *file; type->name; type++)
            if (i-- == 0)
                return type;
    return NULL;
}

const struct feature_table *environment_features_at(size_t i) {
    const struct feature_table *table = environment_at(i)->features;
    for (size_t k = 0; k < i; k++)
        if (environment_at(k)->features == table)
            return NULL;
    return table && table->count > 0 ? table : NULL;
}

const struct container_engine *environment_engine_at(size_t i) {
    const struct container_engine *engine = environment_at(i)->container_engine;
    for (size_t k = 0; k < i; k++)
        if (environment_at(k)->container_engine == engine)
            return NULL;
    return engine;
}

const char *environment_bridge(void) {
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++)
        if (type->container_engine)
            return type->container_engine->bridge();
    return "";
}

static size_t head_size(const char *name) {
    return strcspn(name, "+");
}

static bool names(const struct environment_type *type, const char *name) {
    size_t size = strlen(type->name);
    if (type->name[size - 1] == ':')
        return strncmp(name, type->name, size) == 0;
    size_t head = environment_has_features(type) ? head_size(name) : strlen(name);
    return head == size && strncmp(name, type->name, size) == 0;
}

/* One "+KEY=LEVEL" of a name after another; NULL after the last. */
static const char *next_part(const char *at, size_t *size) {
    at = strchr(at, '+');
    *size = at ? 1 + head_size(at + 1) : 0;
    return at;
}

static bool has_part(const char *name, const char *part, size_t size) {
    size_t its_size;
    for (const char *at = next_part(name, &its_size); at; at = next_part(at + 1, &its_size))
        if (its_size == size && strncmp(at, part, size) == 0)
            return true;
    return false;
}

/* How many features of a name a type stands for; 0 where it is not asked for. */
static size_t stands_for(const struct environment_type *type, const char *name) {
    size_t head = head_size(name), size, count = 0;
    if (!type->also || head_size(type->also) != head || strncmp(type->also, name, head) != 0)
        return 0;
    for (const char *at = next_part(type->also, &size); at; at = next_part(at + 1, &size), count++)
        if (!has_part(name, at, size))
            return 0;
    return count;
}

/* The type of all others that stands for most of what a name asks for. */
static const struct environment_type *find_also(const char *name) {
    const struct environment_type *type, *best = NULL;
    size_t most = 0;
    for (size_t i = 0; (type = environment_at(i)); i++)
        if (stands_for(type, name) > most) {
            most = stands_for(type, name);
            best = type;
        }
    return best;
}

/* Does it say by features what the type's name says already? */
static int refuse_twice(const struct environment_type *type, const char *name, struct error *err) {
    size_t size;
    if (!type->also || !names(type, name))
        return 0;
    for (const char *at = next_part(type->also, &size); at; at = next_part(at + 1, &size)) {
        int key = (int)strcspn(at, "=") + 1;
        cleanup_free char *part = strndup(at, (size_t)key);
        if (part && strstr(name, part))
            return error_usage(err, "environment '%s': %s is %s, and takes no other %.*s", name,
                               type->name, type->also, key - 2, part + 1);
    }
    return 0;
}

const struct environment_type *environment_find(const char *name, struct error *err) {
    const struct environment_type *also = find_also(name);
    char head[64];
    snprintf(head, sizeof head, "%.*s", (int)head_size(name), name);
    struct argv known = {0};
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++) {
        if (also ? type == also : names(type, name))
            break;
        argv_add(&known, "%s", type->name);
    }
    struct features features;
    if (type && environment_has_features(type) &&
        (refuse_twice(type, name, err) < 0 ||
         features_parse(type->features, name, &features, err) < 0))
        type = NULL;
    else if (!type && argv_check(&known, err) == 0)
        error_usage(err, "unknown environment '%s' (closest: %s)", name,
                    closest(head, argv_words(&known), known.count));
    argv_free(known.word);
    return type;
}
