/* plan_medium.c - the storage medium, to and from plan.json. */
#include "plan/plan_medium.h"

#include "base/json_take.h"

#include <stdlib.h>
#include <string.h>

void plan_medium_free(struct plan_medium *medium) {
    free(medium->where);
    free(medium->destroy_data);
    *medium = (struct plan_medium){0};
}

json_t *plan_medium_json(const struct plan_medium *medium) {
    if (!medium->where)
        return json_null();
    return json_pack("{ss sI}", "where", medium->where, "size", (json_int_t)medium->size);
}

int plan_medium_take(const json_t *plan, struct plan_medium *medium, struct error *err) {
    *medium = (struct plan_medium){0};
    const json_t *json = json_object_get(plan, "medium");
    json_int_t size;
    if (!json || json_is_null(json))
        return 0;
    if (take_text(json, "medium", "where", &medium->where, err) < 0 ||
        take_count(json, "medium", "size", 1, INT64_MAX, &size, err) < 0)
        return -1;
    medium->size = (uint64_t)size;
    const char *slash = strchr(medium->where, '/');
    if (!slash || (slash > medium->where && slash[-1] != ':'))
        return error_failed(err, "medium.where: '%s' is not absolute", medium->where);
    return 0;
}
