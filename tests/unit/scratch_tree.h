/* scratch_tree.h - files of a made-up /sys or /proc tree below the scratch directory. */
#ifndef VIRTAX_TESTS_SCRATCH_TREE_H
#define VIRTAX_TESTS_SCRATCH_TREE_H

#include "scratch.h"

#include <string.h>
#include <sys/stat.h>

/* Writes a file below the scratch directory and makes the directories above it. */
static void tree_write(const char *path, const char *text) {
    char part[192];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = part; (slash = strchr(slash, '/')); *slash++ = '/') {
        *slash = '\0';
        mkdir(scratch_path(part), 0700);
    }
    scratch_write(path, text);
}

#endif
