/* array.h - arrays that grow as they are filled, by a pointer and a count. */
#ifndef VIRTAX_ARRAY_H
#define VIRTAX_ARRAY_H

#include <stddef.h>

/* The address of a new element of zeros at the end of ARRAY, which begins as NULL; COUNT says how
 * many there are and is raised. NULL where memory is short: then nothing has changed. Addresses of
 * earlier elements are void after it. The owner frees the array. */
#define array_add(array, count)                                                                    \
    ((__typeof__(array))array_extend(&(array), &(count), sizeof *(array)))

/* array_add without types; `array` is the address of the pointer. */
void *array_extend(void *array, size_t *count, size_t size);

#endif
