/* expected.c - goes through all requests again. */
#include "redisload/expected.h"

#include "common/cleanup.h"

static bool set_bit(uint8_t *bits, uint64_t at) {
    uint8_t mask = (uint8_t)(1u << (at & 7));
    bool is_new = !(bits[at >> 3] & mask);
    bits[at >> 3] |= mask;
    return is_new;
}

static void replay(struct expected *e, const struct operations *o, unsigned client, uint64_t made,
                   uint8_t *present) {
    for (uint64_t number = 0; number < made; number++) {
        struct operation operation = operation_at(o, client, number);
        if (!operation.set)
            continue;
        if (present && set_bit(present, operation.key))
            e->present++;
        if (operation.key % e->stride == 0)
            e->sample[operation.key / e->stride] = (struct expected_key){true, number};
    }
}

int expected_make(struct expected *e, const struct operations *o, const uint64_t *made,
                  bool prefill, struct error *err) {
    cleanup_free uint8_t *present = prefill ? NULL : calloc(1, o->keys / 8 + 1);
    if (!prefill && !present)
        return error_errno(err, "an account of %llu keys", (unsigned long long)o->keys);
    *e = (struct expected){.stride = (o->keys + SAMPLES_MAX - 1) / SAMPLES_MAX};
    e->samples = (unsigned)((o->keys + e->stride - 1) / e->stride);
    for (unsigned i = 0; prefill && i < e->samples; i++)
        e->sample[i] = (struct expected_key){true, OPERATION_PREFILL};
    if (prefill)
        e->present = o->keys;
    for (unsigned client = 0; client < o->clients; client++)
        replay(e, o, client, made[client], present);
    return 0;
}
