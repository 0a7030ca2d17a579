/* scrub.c - the list of variables that kernels get, and the first name that is not on it. */
#include "scrub.h"

#include <stdbool.h>
#include <string.h>

const char *const scrubbed_environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL=C",
    "HOME=/",
    NULL,
};

static bool allowed(const char *name) {
    if (strcmp(name, "HOSTNAME") == 0)
        return true;
    size_t size = strlen(name);
    for (size_t i = 0; scrubbed_environment[i]; i++)
        if (strncmp(scrubbed_environment[i], name, size) == 0 &&
            scrubbed_environment[i][size] == '=')
            return true;
    return false;
}

const char *scrub_leak(const json_t *names) {
    size_t i;
    json_t *name;
    json_array_foreach(names, i, name) {
        if (!json_is_string(name) || !allowed(json_string_value(name)))
            return json_is_string(name) ? json_string_value(name) : "?";
    }
    return NULL;
}
