/* medium_planned.c - a plan's medium as a specification, and the room that qcow2 images need in it.
 * */
#include "medium_planned.h"

#include "medium.h"

int plan_medium_spec(const struct plan_medium *medium, struct medium_spec *spec,
                     struct error *err) {
    return medium_spec_parse(medium->where, medium->destroy_data, MEDIUM_DEFAULT_DIRECTORY,
                             medium->size, spec, err);
}

uint64_t plan_medium_image(const struct plan_medium *medium) {
    const uint64_t step = 65536, tables = UINT64_C(64) << 20;
    uint64_t files = medium->size > MEDIUM_ROOM_BESIDES
                         ? (medium->size - MEDIUM_ROOM_BESIDES) / MEDIUM_FILES
                         : 0;
    return (files + files / 8 + tables) / step * step;
}
