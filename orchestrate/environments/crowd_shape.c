/* crowd_shape.c - parameters as numbers, and the memory that they come to. */
#include "crowd_shape.h"

#include "base/process_talk.h"
#include "common/units.h"

#include <string.h>

static const char *text_of(const struct parameters *parameters, const char *key) {
    const struct parameter *found = parameters_find(parameters, key);
    return found ? found->value : "";
}

int crowd_shape_of(const struct parameters *parameters, struct crowd_shape *shape,
                   struct error *err) {
    uint64_t starts, at_once;
    const char *idle = text_of(parameters, "idle"), *memory = text_of(parameters, "memory");
    *shape = (struct crowd_shape){.cold = strcmp(text_of(parameters, "cache"), "cold") == 0};
    if (parse_count(text_of(parameters, "starts"), "starts", 1, 100000, &starts, err) < 0 ||
        parse_count(text_of(parameters, "at-once"), "at-once", 1, PROCESS_TALKS, &at_once, err) <
            0 ||
        (idle[0] && parse_time(idle, &shape->idle_s, err) < 0) ||
        (memory[0] && parse_size(memory, &shape->memory, err) < 0))
        return -1;
    shape->starts = starts;
    shape->at_once = at_once;
    return 0;
}

/* What one takes of the host besides what it is to hold: seen for a container of Docker with its
 * shim, its client and their page tables, and for QEMU beyond its guest's memory. */
static uint64_t usual_bytes(enum environment_kind kind) {
    static const uint64_t mib = 1 << 20;
    return kind == KIND_PROCESS ? mib : kind == KIND_GUEST ? 160 * mib : 64 * mib;
}

/* Redis, empty, takes a third of it. */
static const uint64_t service_bytes = 32 << 20;

int crowd_fits(const struct plan_figure *figure, enum environment_kind kind,
               const struct crowd_shape *shape, uint64_t available, struct error *err) {
    char need[32], room[32];
    if (kind == KIND_REMOTE)
        return 0;
    uint64_t one = usual_bytes(kind) + (figure->service ? service_bytes : 0) +
                   (kind == KIND_GUEST ? figure->guest_memory : shape->memory);
    if (shape->at_once <= available / one)
        return 0;
    return error_unavailable(
        err,
        "%zu at once would take about %s, and %s can be taken without leaving this host too "
        "little; fewer by --set at-once=N",
        shape->at_once, format_size(shape->at_once * one >> 20 << 20, need, sizeof need),
        format_size(available >> 20 << 20, room, sizeof room));
}
