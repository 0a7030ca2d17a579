/* search_path.c - appends /usr/sbin and /sbin to PATH where they are missing. */
#include "search_path.h"

#include "common/cleanup.h"

#include <stdbool.h>
#include <string.h>

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
