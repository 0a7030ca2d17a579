/* project.c - finds the root two folders above /proc/self/exe, and files below it. */
#include "project.h"

#include "common/cleanup.h"

#include <stdarg.h>
#include <string.h>

static const char *root(void) {
    static char found[2048];
    if (!found[0]) {
        ssize_t size = readlink("/proc/self/exe", found, sizeof found - 1);
        found[size > 0 ? size : 0] = '\0';
        for (int up = 0; up < 2; up++) { /* ROOT/build/virtax */
            char *slash = strrchr(found, '/');
            if (slash)
                *slash = '\0';
        }
        if (!found[0])
            strcpy(found, ".");
    }
    return found;
}

struct path path_of(const char *format, ...) {
    struct path path;
    va_list args;
    va_start(args, format);
    vsnprintf(path.text, sizeof path.text, format, args);
    va_end(args);
    return path;
}

struct path project_path(const char *format, ...) {
    struct path path;
    char below[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(below, sizeof below, format, args);
    va_end(args);
    snprintf(path.text, sizeof path.text, "%s/%s", root(), below);
    return path;
}

int project_kernel(const char *kernel, struct path *path, struct error *err) {
    *path = project_path("build/bin/%s", kernel);
    if (access(path->text, X_OK) < 0)
        return error_unavailable(err, "%s: not there; `make kernels` builds it", path->text);
    return 0;
}

int command_exists(const char *command) {
    const char *search = getenv("PATH");
    cleanup_free char *copy = strdup(search ? search : "/usr/sbin:/usr/bin:/sbin:/bin");
    char *state = NULL;
    for (char *at = copy ? strtok_r(copy, ":", &state) : NULL; at;
         at = strtok_r(NULL, ":", &state)) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", at, command);
        if (access(path, X_OK) == 0)
            return 1;
    }
    return 0;
}
