/* pattern.h - data that knows where it belongs: every 512 bytes carry their offset, seed,
 * generation and a checksum, and the rest follows from these. Torn, lost, misplaced and flipped
 * data all show. */
#ifndef VIRTAX_PATTERN_H
#define VIRTAX_PATTERN_H

#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

enum { PATTERN_BYTES = 512 };

/* For pattern_check: whatever generation the data says it is, but one and the same. */
#define PATTERN_ANY UINT64_MAX

/* Fills `bytes`, a multiple of PATTERN_BYTES, that belong at `offset`. Not a constant byte: a
 * device that compresses or merges equal blocks would have less to do. */
void pattern_fill(char *data, size_t bytes, uint64_t offset, uint64_t seed, uint64_t generation);

/* STATUS_FAILED naming the first offset that is wrong and how. */
int pattern_check(const char *data, size_t bytes, uint64_t offset, uint64_t seed,
                  uint64_t generation, struct error *err);

#endif
