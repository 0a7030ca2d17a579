/* expected.c - goes through all requests again. */
#include "redisload/expected.h"

#include <stdlib.h>

static bool set_bit(uint8_t *bits, uint64_t at) {
    uint8_t mask = (uint8_t)(1u << (at & 7));
    bool is_new = !(bits[at >> 3] & mask);
    bits[at >> 3] |= mask;
    return is_new;
}

int expected_init(struct expected *e, const struct operations *o, bool prefill, struct error *err) {
    *e = (struct expected){.stride = (o->keys + SAMPLES_MAX - 1) / SAMPLES_MAX};
    e->samples = (unsigned)((o->keys + e->stride - 1) / e->stride);
    if (prefill) {
        e->present = o->keys;
        for (unsigned i = 0; i < e->samples; i++)
            e->sample[i] = (struct expected_key){true, OPERATION_PREFILL};
        return 0;
    }
    e->is_present = calloc(1, o->keys / 8 + 1);
    return e->is_present ? 0
                         : error_errno(err, "--keys=%llu: an account of what is set",
                                       (unsigned long long)o->keys);
}

void expected_free(struct expected *e) {
    free(e->is_present);
    *e = (struct expected){0};
}

static void replay(struct expected *e, const struct operations *o, unsigned client, uint64_t made) {
    for (uint64_t number = 0; number < made; number++) {
        struct operation operation = operation_at(o, client, number);
        if (!operation.set)
            continue;
        if (e->is_present && set_bit(e->is_present, operation.key))
            e->present++;
        if (operation.key % e->stride == 0)
            e->sample[operation.key / e->stride] = (struct expected_key){true, number};
    }
}

void expected_make(struct expected *e, const struct operations *o, const uint64_t *made) {
    for (unsigned client = 0; client < o->clients; client++)
        replay(e, o, client, made[client]);
}
