/* scrub.c - the list of variables that kernels get, the first name that is not on it, and PATH. */
#include "scrub.h"

#include "common/cleanup.h"

#include <stdbool.h>
#include <string.h>

extern char **environ;

#define LAYOUT SCRUB_LAYOUT "="

static char layout[sizeof LAYOUT + SCRUB_LAYOUT_MOST] = LAYOUT;

enum { LAYOUT_PLACE = 3 };

const char *scrubbed_environment[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL=C",
    "HOME=/",
    [LAYOUT_PLACE] = NULL,
    NULL,
};

void scrub_set_layout(unsigned bytes) {
    size_t size = bytes < SCRUB_LAYOUT_MOST ? bytes : SCRUB_LAYOUT_MOST;
    memset(layout + strlen(LAYOUT), '.', size);
    layout[strlen(LAYOUT) + size] = '\0';
    scrubbed_environment[LAYOUT_PLACE] = size ? layout : NULL;
}

/* Engines of containers set the first, bubblewrap the second. */
static bool allowed(const char *name) {
    if (strcmp(name, "HOSTNAME") == 0 || strcmp(name, "PWD") == 0 ||
        strcmp(name, SCRUB_LAYOUT) == 0)
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

/* A name that ends in "_" stands for all that begin so. */
static bool is_kept(const char *variable) {
    static const char *const kept[] = {"PATH",
                                       "HOME",
                                       "USER",
                                       "LOGNAME",
                                       "TMPDIR",
                                       "TERM",
                                       "COLUMNS",
                                       "NO_COLOR",
                                       "XDG_RUNTIME_DIR",
                                       "SSH_AUTH_SOCK",
                                       "KRB5CCNAME",
                                       "DOCKER_HOST",
                                       "DOCKER_CONTEXT",
                                       "DOCKER_CONFIG",
                                       "DOCKER_CERT_PATH",
                                       "DOCKER_TLS_VERIFY",
                                       "VIRTAX_"};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        size_t size = strlen(kept[i]);
        if (strncmp(variable, kept[i], size) == 0 &&
            (variable[size] == '=' || kept[i][size - 1] == '_'))
            return true;
    }
    return false;
}

int scrub_own_environment(struct error *err) {
    for (char **variable = environ; *variable;) {
        cleanup_free char *name = strndup(*variable, strcspn(*variable, "="));
        if (!name)
            return error_failed(err, "out of memory");
        if (is_kept(*variable) || !name[0] || unsetenv(name) < 0)
            variable++;
        else
            variable = environ;
    }
    return setenv("LC_ALL", "C", 1) < 0 ? error_failed(err, "out of memory") : 0;
}

static const char usual[] = "/usr/local/bin:/usr/bin:/bin";

static bool has(const char *path, const char *directory) {
    size_t length = strlen(directory);
    for (const char *at = path; at; at = strchr(at, ':')) {
        at += *at == ':';
        if (strncmp(at, directory, length) == 0 && (at[length] == ':' || at[length] == '\0'))
            return true;
    }
    return false;
}

static int append(const char *directory, struct error *err) {
    const char *path = getenv("PATH");
    cleanup_free char *longer = NULL;
    if (!path)
        path = usual;
    if (has(path, directory))
        return 0;
    if (asprintf(&longer, "%s:%s", path, directory) < 0 || setenv("PATH", longer, 1) < 0)
        return error_failed(err, "PATH: out of memory");
    return 0;
}

int search_path_complete(struct error *err) {
    return append("/usr/sbin", err) < 0 ? -1 : append("/sbin", err);
}
