/* plan_guests.c - counts the guests that would be kept. */
#include "plan_guests.h"

#include "common/units.h"

#include <string.h>

/* Guests of the same name, shape and network are one. */
static bool same_shape(const struct plan_figure *a, const struct plan_figure *b) {
    return a->guest_vcpus == b->guest_vcpus && a->guest_memory == b->guest_memory &&
           (a->role == ROLE_ALONE) == (b->role == ROLE_ALONE);
}

static bool is_kept(const struct plan_figure *figure, const struct plan_series *series) {
    return figure->boots == BOOT_ONCE && series->traits.kind == KIND_GUEST;
}

/* Is a series before this one run by the same guest? */
static bool seen_before(const struct plan *plan, size_t f, size_t s) {
    const char *name = plan->figure[f].series[s].environment;
    for (size_t i = 0; i <= f; i++) {
        const struct plan_figure *other = &plan->figure[i];
        size_t end = i == f ? s : other->series_count;
        for (size_t k = 0; k < end && same_shape(other, &plan->figure[f]); k++)
            if (is_kept(other, &other->series[k]) &&
                strcmp(other->series[k].environment, name) == 0)
                return true;
    }
    return false;
}

void plan_spare_memory(struct plan *plan, uint64_t available) {
    uint64_t kept = 0, largest = 0;
    unsigned guests = 0;
    for (size_t f = 0; f < plan->figure_count; f++) {
        const struct plan_figure *figure = &plan->figure[f];
        for (size_t s = 0; s < figure->series_count; s++) {
            if (figure->series[s].traits.kind == KIND_GUEST && figure->guest_memory > largest)
                largest = figure->guest_memory;
            if (!is_kept(figure, &figure->series[s]) || seen_before(plan, f, s))
                continue;
            kept += figure->guest_memory;
            guests++;
        }
    }
    if (guests == 0 || kept + largest <= available)
        return;
    char held[32], room[32], beside[32];
    plan_warn(plan,
              "guests boot afresh for each block: kept until the end, %u of them would hold %s of "
              "memory, with %s wanted beside them and %s available; fewer figures or environments "
              "in one run, or a smaller guest-memory, would let them boot once",
              guests, format_size(kept, held, sizeof held),
              format_size(largest, beside, sizeof beside),
              format_size(available >> 20 << 20, room, sizeof room));
    for (size_t f = 0; f < plan->figure_count; f++)
        plan->figure[f].boots = BOOT_BLOCK;
}
