/* environment.c - the table of environments. */
#include "environment.h"

#include "environments.h"
#include "harness/closest.h"

#include <string.h>

const struct environment_type *const environment_types[] = {
    &environment_native, &environment_docker, &environment_kvm, &environment_ssh, NULL,
};

static bool names(const struct environment_type *type, const char *name) {
    size_t size = strlen(type->name);
    if (type->name[size - 1] == ':')
        return strncmp(name, type->name, size) == 0;
    return strcmp(name, type->name) == 0;
}

const struct environment_type *environment_find(const char *name, struct error *err) {
    const char *known[16];
    size_t count = 0;
    for (; environment_types[count]; count++) {
        if (names(environment_types[count], name))
            return environment_types[count];
        known[count] = environment_types[count]->name;
    }
    error_usage(err, "unknown environment '%s' (closest: %s)", name, closest(name, known, count));
    return NULL;
}
