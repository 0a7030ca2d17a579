/* plan_layout.c - a layout to JSON and back. */
#include "plan_layout.h"

#include "base/json_take.h"

json_t *plan_layout_json(const struct plan_layout *layout) {
    return json_pack("{sI sI}", "stack_offset", (json_int_t)layout->stack_offset,
                     "environment_bytes", (json_int_t)layout->environment_bytes);
}

int plan_layout_take(const json_t *block, const char *where, struct plan_layout *layout,
                     struct error *err) {
    enum { HIGHEST_OFFSET = LAYOUT_STACK_GRAIN * (LAYOUT_STACK_STEPS - 1) };
    *layout = (struct plan_layout){0};
    if (!json_object_get(block, "layout"))
        return 0;
    const json_t *object = take_member(block, where, "layout", JSON_OBJECT, err);
    struct place place = place_member(where, "layout");
    json_int_t offset, bytes;
    if (!object ||
        take_count(object, place.text, "stack_offset", 0, HIGHEST_OFFSET, &offset, err) < 0 ||
        take_count(object, place.text, "environment_bytes", 0, LAYOUT_ENVIRONMENT_MOST, &bytes,
                   err) < 0)
        return -1;
    if (offset % LAYOUT_STACK_GRAIN != 0)
        return error_failed(err, "%s.stack_offset: no multiple of %d", place.text,
                            LAYOUT_STACK_GRAIN);
    *layout = (struct plan_layout){(unsigned)offset, (unsigned)bytes};
    return 0;
}
