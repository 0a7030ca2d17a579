/* caches.c - compares a figure's array size with the caches that the kernel would meet. */
#include "caches.h"

#include "base/words.h"

#include "common/units.h"

#include <stdlib.h>

void caches_warn(struct plan *plan, const struct plan_figure *figure, uint64_t cache_bytes) {
    const char *name;
    int times;
    if (json_unpack(figure->yields, "{s:{s:s, s:i}}", "beyond_caches", "parameter", &name, "times",
                    &times) < 0)
        return;
    const struct parameter *size = parameters_find(&figure->parameters, name);
    if (!size || parameters_find(&plan->overrides, name))
        return;
    uint64_t bytes = strtoull(size->value, NULL, 10);
    uint64_t wanted = (uint64_t)times * cache_bytes;
    char has[32], caches[32], wants[32];
    if (bytes >= wanted)
        return;
    plan_warn(plan,
              "%s: %s is %s, less than %d times this machine's %s of last-level caches, which may "
              "hold a part of it; --set %s=%s with the memory for it, or -p standard or paper, "
              "goes past them",
              figure->name, name, format_size(bytes, has, sizeof has), times,
              format_size(cache_bytes, caches, sizeof caches), name,
              format_size(wanted, wants, sizeof wants));
}
