/* verify.h - the replay that shows whether all updates were done. */
#ifndef VIRTAX_RANDOMACCESS_VERIFY_H
#define VIRTAX_RANDOMACCESS_VERIFY_H

#include "common/error.h"
#include "harness/threads.h"
#include "lfsr.h"
#include "table.h"

#include <stdbool.h>
#include <stdint.h>

/* Does the updates of a stretch of the sequence a second time, this time losing none:
 * XOR undoes itself, so every word must be as table_fill set it. Returns how many are not, each
 * the victim of at least one lost or wrong update, or -1. HPCC 1.5 verifies alike, serially; here
 * all threads share the work, and atomic updates keep them from racing. */
int64_t updates_verify(const struct table *table, struct stretch done, struct team *team,
                       struct error *err);

/* HPCC's rule: at most 1 % of the words may be wrong. */
bool updates_tolerable(int64_t wrong, uint64_t words);

#endif
