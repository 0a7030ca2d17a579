/* closest.h - the nearest valid name to a mistyped one, for one-line error messages. */
#ifndef VIRTAX_CLOSEST_H
#define VIRTAX_CLOSEST_H

#include <stddef.h>

/* Returns the candidate with the smallest optimal-string-alignment distance to `name` (Damerau's
 * insertions, deletions, substitutions and transpositions of neighbours; on a tie the first), or
 * NULL where `count` is 0. Always the closest, however far: the message says "closest". */
const char *closest(const char *name, const char *const *candidates, size_t count);

#endif
