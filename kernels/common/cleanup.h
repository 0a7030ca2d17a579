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

#define cleanup_free __attribute__((cleanup(cleanup_free_pointer)))
#define cleanup_close __attribute__((cleanup(cleanup_close_fd)))
#define cleanup_fclose __attribute__((cleanup(cleanup_close_file)))
#define cleanup_json __attribute__((cleanup(cleanup_release_json)))

#endif
