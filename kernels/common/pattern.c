/* pattern.c - makes and checks units of 512 bytes whose words follow from their offset and seed. */
#include "common/pattern.h"

#include "common/mix.h"

#include <inttypes.h>
#include <string.h>

enum { FIELDS = 5, WORDS = PATTERN_BYTES / 8, FILLER = WORDS - FIELDS };

struct unit {
    uint64_t magic, offset, seed, generation, checksum;
    uint64_t filler[FILLER];
};
_Static_assert(sizeof(struct unit) == PATTERN_BYTES, "a unit has no padding");

static const uint64_t magic = UINT64_C(0x6f69767861747276);

static uint64_t checksum(const struct unit *unit) {
    uint64_t sum = unit->magic;
    sum = mix_pair(sum, unit->offset);
    sum = mix_pair(sum, unit->seed);
    sum = mix_pair(sum, unit->generation);
    for (size_t i = 0; i < FILLER; i++)
        sum = mix(sum ^ unit->filler[i]);
    return sum;
}

static void make_unit(struct unit *unit, uint64_t offset, uint64_t seed, uint64_t generation) {
    unit->magic = magic;
    unit->offset = offset;
    unit->seed = seed;
    unit->generation = generation;
    uint64_t start = mix_pair(seed, mix_pair(offset, generation));
    for (size_t i = 0; i < FILLER; i++)
        unit->filler[i] = mix(start + i);
    unit->checksum = checksum(unit);
}

void pattern_fill(char *data, size_t bytes, uint64_t offset, uint64_t seed, uint64_t generation) {
    for (size_t at = 0; at < bytes; at += PATTERN_BYTES) {
        struct unit unit;
        make_unit(&unit, offset + at, seed, generation);
        memcpy(data + at, &unit, sizeof unit);
    }
}

static int check_unit(const struct unit *unit, uint64_t offset, uint64_t seed, uint64_t generation,
                      struct error *err) {
    if (unit->magic != magic)
        return error_failed(err, "offset %" PRIu64 ": holds no pattern of blockio", offset);
    if (unit->checksum != checksum(unit))
        return error_failed(err, "offset %" PRIu64 ": the checksum is wrong", offset);
    if (unit->offset != offset)
        return error_failed(err, "offset %" PRIu64 ": holds the data of offset %" PRIu64, offset,
                            unit->offset);
    if (unit->seed != seed)
        return error_failed(err, "offset %" PRIu64 ": was written with --seed=%" PRIu64, offset,
                            unit->seed);
    if (unit->generation != generation)
        return error_failed(err,
                            "offset %" PRIu64 ": holds generation %" PRIu64 " instead of %" PRIu64,
                            offset, unit->generation, generation);
    return 0;
}

int pattern_check(const char *data, size_t bytes, uint64_t offset, uint64_t seed,
                  uint64_t generation, struct error *err) {
    for (size_t at = 0; at < bytes; at += PATTERN_BYTES) {
        struct unit unit;
        memcpy(&unit, data + at, sizeof unit);
        if (generation == PATTERN_ANY && unit.magic == magic)
            generation = unit.generation;
        if (check_unit(&unit, offset + at, seed, generation, err) < 0)
            return -1;
    }
    return 0;
}
