/* cleanup.h - attributes that free, close or release a variable when it goes out of scope, so that
 * an early return is always safe. */
#ifndef VIRTAX_CLEANUP_H
#define VIRTAX_CLEANUP_H

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free_pointer(void *pointer) {
    free(*(void **)pointer);
}

static inline void cleanup_close_fd(int *fd) {
    if (*fd >= 0)
        close(*fd);
}

static inline void cleanup_close_file(FILE **file) {
    if (*file)
        fclose(*file);
}

static inline void cleanup_release_json(json_t **json) {
    json_decref(*json);
}

/* "unused", since to clang a variable that only its release reads is unused. */
#define cleanup_by(release) __attribute__((cleanup(release), unused))
#define cleanup_free cleanup_by(cleanup_free_pointer)
#define cleanup_close cleanup_by(cleanup_close_fd)
#define cleanup_fclose cleanup_by(cleanup_close_file)
#define cleanup_json cleanup_by(cleanup_release_json)

#endif
