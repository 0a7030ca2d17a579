/* array.c - room is for the next power of two of elements, so that the count alone tells it. */
#include "array.h"

#include <stdlib.h>
#include <string.h>

void *array_extend(void *array, size_t *count, size_t size) {
    char *first;
    memcpy(&first, array, sizeof first);
    if ((*count & (*count - 1)) == 0) { /* none, or a power of two */
        char *grown = reallocarray(first, *count ? 2 * *count : 1, size);
        if (!grown)
            return NULL;
        memcpy(array, &grown, sizeof grown);
        first = grown;
    }
    return memset(first + (*count)++ * size, 0, size);
}
