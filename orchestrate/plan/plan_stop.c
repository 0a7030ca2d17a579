/* plan_stop.c - a wanted precision to JSON and back. */
#include "plan_stop.h"

#include "base/json_take.h"

json_t *plan_stop_put(json_t *plan, const struct plan_stop *stop) {
    if (!(stop->resolve > 0))
        return plan;
    json_t *own = json_pack("{sf sf sI}", "resolve", stop->resolve, "budget_s", stop->budget_s,
                            "stage", (json_int_t)stop->stage);
    if (plan && own && json_object_update(plan, own) == 0) {
        json_decref(own);
        return plan;
    }
    json_decref(own);
    json_decref(plan);
    return NULL;
}

int plan_stop_take(const json_t *plan, struct plan_stop *stop, struct error *err) {
    *stop = (struct plan_stop){0};
    const json_t *resolve = json_object_get(plan, "resolve");
    if (!resolve || json_is_null(resolve))
        return 0;
    json_int_t stage;
    if (take_number(plan, "", "resolve", &stop->resolve, err) < 0 ||
        take_number(plan, "", "budget_s", &stop->budget_s, err) < 0 ||
        take_count(plan, "", "stage", STOP_FIRST, STOP_SETTLED, &stage, err) < 0)
        return -1;
    if (!(stop->resolve > 0 && stop->resolve <= 1))
        return error_failed(err, "resolve: %g is not above 0 and at most 1", stop->resolve);
    if (!(stop->budget_s > 0))
        return error_failed(err, "budget_s: must be more than 0");
    stop->stage = (unsigned)stage;
    return 0;
}
