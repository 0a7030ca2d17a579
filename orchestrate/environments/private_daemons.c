/* private_daemons.c - removes run-time directories whose lock nobody holds. */
#include "private_daemons.h"

#include "base/journal_kinds.h"
#include "common/cleanup.h"

#include <fcntl.h>
#include <glob.h>
#include <string.h>
#include <sys/file.h>

static int clean_one(const char *lock, FILE *out, struct error *err) {
    cleanup_close int fd = open(lock, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
        return 0;
    char directory[256];
    snprintf(directory, sizeof directory, "%.*s", (int)(strrchr(lock, '/') - lock), lock);
    fprintf(out, "removing directory %s\n", directory);
    return journal_kind("directory")->undo(directory, "", err) < 0 ? -1 : 1;
}

int private_daemons_clean(FILE *out, struct error *err) {
    glob_t found;
    int removed = 0, status = 0;
    if (glob("/run/vtx-docker.*/lock", 0, NULL, &found) != 0)
        return 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        int one = clean_one(found.gl_pathv[i], out, err);
        if (one < 0)
            status = -1;
        removed += one > 0;
    }
    globfree(&found);
    return status < 0 ? -1 : removed;
}
