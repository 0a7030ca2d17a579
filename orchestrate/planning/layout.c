/* layout.c - stack offsets and sizes of the environment from a generator of their own. */
#include "layout.h"

#include <gsl/gsl_rng.h>

int layouts_draw(uint64_t seed, struct plan_block *block, size_t count) {
    gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
    if (!random)
        return -1;
    /* Not the order's numbers once more. */
    gsl_rng_set(random, (unsigned long)((~seed ^ seed >> 32) & UINT32_MAX));
    for (size_t i = 0; i < count; i++) {
        block[i].layout.stack_offset =
            LAYOUT_STACK_GRAIN * (unsigned)gsl_rng_uniform_int(random, LAYOUT_STACK_STEPS);
        block[i].layout.environment_bytes =
            (unsigned)gsl_rng_uniform_int(random, LAYOUT_ENVIRONMENT_MOST + 1);
    }
    gsl_rng_free(random);
    return 0;
}
