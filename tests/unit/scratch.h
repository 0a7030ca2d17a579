/* scratch.h - a directory of its own, below $TMPDIR or /tmp, for each test that writes files. */
#ifndef VIRTAX_TESTS_SCRATCH_H
#define VIRTAX_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static char scratch[64];
static char scratch_path_buffer[256];

/* Makes the directory; a cmocka set-up function. */
static int scratch_make(void **state) {
    (void)state;
    const char *below = getenv("TMPDIR");
    int length =
        snprintf(scratch, sizeof scratch, "%s/vtx-unit-XXXXXX", below && *below ? below : "/tmp");
    return length < (int)sizeof scratch && mkdtemp(scratch) ? 0 : -1;
}

static int scratch_remove_one(const char *path, const struct stat *status, int type,
                              struct FTW *walk) {
    (void)status, (void)type, (void)walk;
    return remove(path);
}

/* Removes it with all that is in it; a cmocka tear-down function. */
static int scratch_remove(void **state) {
    (void)state;
    return nftw(scratch, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of a file in it, valid until the next call. */
static const char *scratch_path(const char *name) {
    snprintf(scratch_path_buffer, sizeof scratch_path_buffer, "%s/%s", scratch, name);
    return scratch_path_buffer;
}

/* Writes a file in it and returns its path. */
__attribute__((unused)) static const char *scratch_write(const char *name, const char *text) {
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
    return path;
}

#endif
