/* strays.c - finds them by name, owner and age. */
#include "strays.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "durable.h"
#include "journal_kinds.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

time_t boot_time(void) {
    struct timespec now, up;
    clock_gettime(CLOCK_REALTIME, &now);
    clock_gettime(CLOCK_BOOTTIME, &up);
    return now.tv_sec - up.tv_sec;
}

static bool is_stray(int directory, const char *name, time_t boot, bool *is_directory) {
    int pid, end = 0;
    struct stat status;
    if (sscanf(name, "vtx-%d-%n", &pid, &end) != 1 || end == 0 ||
        fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
        return false;
    *is_directory = S_ISDIR(status.st_mode);
    return (*is_directory || S_ISREG(status.st_mode)) && status.st_uid == geteuid() &&
           status.st_ctime < boot;
}

/* Others may have put a link of that name there. */
static int write_synced(const char *path, const char *text, struct error *err) {
    cleanup_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 || write_fully(fd, text, strlen(text)) < 0 || fsync(fd) < 0 ||
        sync_directory_of(path) < 0)
        return error_errno(err, "%s", path);
    return 0;
}

int strays_note(struct journal *journal, const char *directory, const char *elsewhere,
                struct error *err) {
    static int ordinal;
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s-elsewhere-%d", directory, journal_prefix(journal),
             ++ordinal);
    return journal_add(journal, "file", path, "", err) < 0 ? -1
                                                           : write_synced(path, elsewhere, err);
}

static bool is_note(const char *name) {
    int end = 0;
    return sscanf(name, "vtx-%*d-elsewhere-%*d%n", &end) == 0 && end > 0 && name[end] == '\0';
}

static int remove_stray(const char *path, bool is_directory, FILE *out, struct error *err) {
    const char *kind = is_directory ? "directory" : "file";
    fprintf(out, "removing %s %s, of before this machine was restarted\n", kind, path);
    return journal_kind(kind)->undo(path, "", err) < 0 ? -1 : 1;
}

/* `notes`: also what they name, which has no notes of its own. */
static int clean(const char *directory, bool notes, time_t boot, FILE *out, struct error *err);

/* What is in the place that the note at `path` names, then the note. */
static int clean_elsewhere(const char *path, time_t boot, FILE *out, struct error *err) {
    cleanup_free char *place = small_file_read(path, err);
    if (!place)
        return -1;
    if (place[0] == '/' && access(place, F_OK) < 0) {
        fprintf(out,
                "%s, where a run made a medium before this machine was restarted, is not "
                "there; mount it and clean again, or remove %s\n",
                place, path);
        return 0;
    }
    int removed = place[0] == '/' ? clean(place, false, boot, out, err) : 0;
    int noted = removed < 0 ? -1 : remove_stray(path, false, out, err);
    return noted < 0 ? -1 : removed + noted;
}

static int clean(const char *directory, bool notes, time_t boot, FILE *out, struct error *err) {
    DIR *listing = opendir(directory);
    if (!listing)
        return errno == ENOENT ? 0 : error_errno(err, "%s", directory);
    int removed = 0, status = 0;
    struct dirent *entry;
    while ((entry = readdir(listing))) {
        bool is_directory;
        if (!is_stray(dirfd(listing), entry->d_name, boot, &is_directory))
            continue;
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        int count = notes && !is_directory && is_note(entry->d_name)
                        ? clean_elsewhere(path, boot, out, err)
                        : remove_stray(path, is_directory, out, err);
        if (count < 0)
            status = -1;
        else
            removed += count;
    }
    closedir(listing);
    return status < 0 ? -1 : removed;
}

int strays_clean(const char *directory, time_t boot, FILE *out, struct error *err) {
    return clean(directory, true, boot, out, err);
}
