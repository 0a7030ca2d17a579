/* caches.c - compares a figure's array size with the caches that the kernel would meet. */
#include "caches.h"

#include "base/words.h"

#include "common/units.h"
#include "stream/arrays.h"

#include <stdlib.h>
#include <string.h>

void caches_warn(struct plan *plan, const struct plan_figure *figure, uint64_t cache_bytes) {
    const struct parameter *size = parameters_find(&figure->parameters, "array-size");
    if (strcmp(figure->kernel, "stream") != 0 || !size ||
        parameters_find(&plan->overrides, "array-size"))
        return;
    uint64_t bytes = strtoull(size->value, NULL, 10);
    uint64_t wanted = STREAM_CACHE_MULTIPLE * cache_bytes;
    char has[32], caches[32], wants[32];
    if (bytes >= wanted)
        return;
    plan_warn(plan,
              "%s: arrays of %s, less than %d times this machine's %s of last-level caches, which "
              "may hold a part of them; --set array-size=%s with the memory for it, or -p standard "
              "or paper, goes past them",
              figure->name, format_size(bytes, has, sizeof has), STREAM_CACHE_MULTIPLE,
              format_size(cache_bytes, caches, sizeof caches),
              format_size(wanted, wants, sizeof wants));
}
