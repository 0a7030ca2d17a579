/* disk_convert.c - qemu-img convert into a cache that is keyed by content. */
#include "disk_convert.h"

#include "base/durable.h"
#include "base/process.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int make_directory(const char *path, struct error *err) {
    return mkdir(path, 0755) < 0 && errno != EEXIST ? error_errno(err, "%s", path) : 0;
}

/* The bytes first, then the name: a copy under that name is taken for whole ever after. */
static int keep(const char *made, const char *kept, struct error *err) {
    cleanup_close int fd = open(made, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) < 0)
        return error_errno(err, "%s", made);
    if (rename(made, kept) < 0 || sync_directory_of(kept) < 0)
        return error_errno(err, "%s", kept);
    return 0;
}

static int convert(const char *from, const char *to, struct error *err) {
    const char *argv[] = {"qemu-img", "convert", "-f", "qcow2", "-O", "raw", from, to, NULL};
    return process_check(argv, NULL, err);
}

char *disk_unpacked(const char *vm_build, const char *path, const char *sha256,
                    struct journal *journal, struct error *err) {
    char directory[PATH_MAX], part[PATH_MAX], made[PATH_MAX + 16];
    char *kept = NULL;
    snprintf(directory, sizeof directory, "%s/unpacked", vm_build);
    snprintf(part, sizeof part, "%s/unpacked/.%s-part", vm_build, journal_prefix(journal));
    snprintf(made, sizeof made, "%s/disk.img", part);
    if (asprintf(&kept, "%s/%s.img", directory, sha256) < 0) {
        error_failed(err, "out of memory");
        return NULL;
    }
    if (access(kept, R_OK) == 0)
        return kept;
    int id = -1;
    if (make_directory(vm_build, err) == 0 && make_directory(directory, err) == 0)
        id = journal_add(journal, "directory", part, "", err);
    int status = id < 0 ? -1 : make_directory(part, err);
    if (status == 0)
        status = convert(path, made, err);
    if (status == 0)
        status = keep(made, kept, err);
    if (id >= 0 && journal_undo(journal, id, status < 0 ? NULL : err) < 0)
        status = -1;
    if (status == 0)
        return kept;
    free(kept);
    error_wrap(err, "unpacking %s", path);
    return NULL;
}
