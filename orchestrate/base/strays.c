/* strays.c - finds them by name, owner and age. */
#include "strays.h"

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

int strays_clean(const char *directory, time_t boot, FILE *out, struct error *err) {
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
        const char *kind = is_directory ? "directory" : "file";
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        fprintf(out, "removing %s %s, of before this machine was restarted\n", kind, path);
        if (journal_kind(kind)->undo(path, "", err) < 0)
            status = -1;
        else
            removed++;
    }
    closedir(listing);
    return status < 0 ? -1 : removed;
}
