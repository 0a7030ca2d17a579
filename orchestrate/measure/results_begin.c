/* results_begin.c - makes the directory, unless a run is there, and writes the plan into it. */
#include "results_begin.h"

#include "base/jsonfile.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_directories(const char *path, struct error *err) {
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = part + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        if (mkdir(part, 0755) < 0 && errno != EEXIST)
            return error_errno(err, "%s", part);
    }
    if (mkdir(part, 0755) < 0 && errno != EEXIST)
        return error_errno(err, "%s", part);
    return 0;
}

int results_empty(const char *directory, struct error *err) {
    if (make_directories(directory, err) < 0)
        return -1;
    DIR *open = opendir(directory);
    if (!open)
        return error_errno(err, "%s", directory);
    size_t entries = 0;
    while (readdir(open))
        entries++;
    closedir(open);
    return entries <= 2 ? 0 : error_usage(err, "%s: not empty; -o names another", directory);
}

int results_begin(const char *directory, const json_t *plan, struct error *err) {
    static const char *const parts[] = {"records.jsonl", "machine.json", "plan.json"};
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", directory, parts[i]);
        if (access(path, F_OK) == 0)
            return error_usage(err,
                               "%s: holds a run already; `virtax resume` goes on with it, -o "
                               "names another",
                               directory);
    }
    if (make_directories(directory, err) < 0)
        return -1;
    return json_write_file(path, plan, err);
}
