/* turns.c - what keeps series from being there at once: their kernel, their environments, a medium
 * that is handed over, memory. */
#include "turns.h"

#include "environments/environments.h"

#include "common/choice.h"
#include "common/units.h"

#include <string.h>

/* Processes and containers there can be two of; a second guest, a second machine or a second layer
 * on the medium would need a name of its own. */
static bool is_shared(const struct plan_figure *planned, size_t series) {
    struct plan_traits traits = planned->series[series].traits;
    bool many = traits.kind == KIND_PROCESS ||
                (traits.kind == KIND_CONTAINER && traits.storage != STORAGE_LAYER);
    for (size_t i = 0; i < series && !many; i++)
        if (strcmp(planned->series[i].environment, planned->series[series].environment) == 0)
            return true;
    return false;
}

/* STATUS_UNAVAILABLE with the cause. */
static int series_can(const struct plan_figure *planned, size_t i, struct error *err) {
    const struct plan_series *series = &planned->series[i];
    const struct environment_type *type = environment_find(series->environment, err);
    if (!type)
        return -1;
    if (type->does->exec)
        return error_unavailable(err, "%s runs several kernels in a cell", series->name);
    if (is_shared(planned, i))
        return error_unavailable(err, "%s and another series would be in one %s", series->name,
                                 series->environment);
    if (planned->medium_bytes > 0 && series->traits.kind == KIND_GUEST)
        return error_unavailable(err, "the medium is handed over to %s", series->name);
    return 0;
}

static int memory_fits(const struct plan_figure *planned, uint64_t available, struct error *err) {
    uint64_t all = 0;
    char need[32], room[32];
    for (size_t i = 0; i < planned->series_count; i++)
        all += planned->series[i].traits.kind == KIND_GUEST    ? planned->guest_memory
               : planned->series[i].traits.kind == KIND_REMOTE ? 0
                                                               : yields_memory(planned->yields);
    if (all <= available)
        return 0;
    return error_unavailable(err, "all at once need %s of memory, %s are available",
                             format_size(all >> 20 << 20, need, sizeof need),
                             format_size(available >> 20 << 20, room, sizeof room));
}

static int can_take_turns(const struct plan_figure *planned, uint64_t available,
                          struct error *err) {
    if (!yields_slices(planned->yields))
        return error_unavailable(err, "%s cannot with these parameters", planned->kernel);
    for (size_t i = 0; i < planned->series_count; i++)
        if (series_can(planned, i, err) < 0)
            return -1;
    return memory_fits(planned, available, err);
}

bool turns_wanted(const struct run_request *request, const struct figure *figure) {
    return request->interleave
               ? strcmp(request->interleave, interleave_names[INTERLEAVE_SLICES]) == 0
               : figure->interleave == INTERLEAVE_SLICES;
}

int turns_choose(const struct run_request *request, const struct figure *figure, uint64_t available,
                 struct plan *plan, struct plan_figure *planned, struct error *err) {
    struct error why = {0};
    planned->interleave = figure->interleave;
    planned->slice_s = request->slice_s > 0 ? request->slice_s : figure->slice_s;
    if (request->interleave) {
        int asked = choice_parse(request->interleave, "value", interleave_names, err);
        if (asked < 0)
            return -1;
        planned->interleave = (enum interleave)asked;
    }
    if (planned->interleave == INTERLEAVE_CELLS || can_take_turns(planned, available, &why) == 0)
        return 0;
    if (request->interleave || why.status != STATUS_UNAVAILABLE) {
        *err = why;
        return error_wrap(err, "%s: --interleave slices", planned->name);
    }
    planned->interleave = INTERLEAVE_CELLS;
    plan_warn(plan, "%s: cells instead of slices: %s", planned->name, why.text);
    return 0;
}
