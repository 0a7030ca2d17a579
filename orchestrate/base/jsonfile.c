/* jsonfile.c - JSON documents replaced by rename(2), read with the line of what is wrong. */
#include "jsonfile.h"

#include "common/cleanup.h"
#include "durable.h"

#include <fcntl.h>
#include <string.h>

static int write_synced(const char *path, const char *text, struct error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, "%s: cannot be made", path);
    if (write_fully(fd, text, strlen(text)) < 0 || write_fully(fd, "\n", 1) < 0 || fsync(fd) < 0) {
        error_errno(err, "%s: cannot be written", path);
        close(fd);
        return -1;
    }
    return close(fd) < 0 ? error_errno(err, "%s: cannot be written", path) : 0;
}

int json_write_file(const char *path, const json_t *json, struct error *err) {
    /* json_dumpfd would give up on a short write, and not say why. */
    cleanup_free char *text = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    if (!text)
        return error_failed(err, "%s: cannot be written as JSON", path);
    cleanup_free char *temporary = NULL;
    if (asprintf(&temporary, "%s.tmp", path) < 0) {
        temporary = NULL;
        return error_errno(err, "%s", path);
    }
    if (write_synced(temporary, text, err) < 0) {
        unlink(temporary);
        return -1;
    }
    if (rename(temporary, path) < 0) {
        error_errno(err, "%s: cannot be replaced", path);
        unlink(temporary);
        return -1;
    }
    if (sync_directory_of(path) < 0)
        return error_errno(err, "%s: its directory cannot be synced", path);
    return 0;
}

json_t *json_read_file(const char *path, struct error *err) {
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file)
        return error_null(error_errno(err, "%s", path));
    json_error_t cause;
    json_t *json = json_loadf(file, JSON_REJECT_DUPLICATES, &cause);
    if (!json)
        error_failed(err, "%s:%d: %s", path, cause.line, cause.text);
    return json;
}
