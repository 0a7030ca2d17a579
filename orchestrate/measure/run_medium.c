/* run_medium.c - makes the medium that a plan describes, and has e2fsck check it at the end. */
#include "run_medium.h"

#include "base/json_text.h"
#include "medium/medium.h"

#include <string.h>

int run_medium_open(const struct plan *plan, struct journal *journal, struct medium **medium,
                    struct error *err) {
    struct medium_spec spec;
    *medium = NULL;
    if (!plan->planned_medium.where)
        return 0;
    if (plan_medium_spec(&plan->planned_medium, &spec, err) < 0 ||
        medium_open(&spec, journal, medium, err) < 0)
        return -1;
    if (medium_mount(*medium, err) == 0)
        return 0;
    medium_close(*medium, NULL);
    *medium = NULL;
    return -1;
}

static json_t *check(struct medium *medium) {
    struct file_system_check found;
    struct error err = {0};
    bool mounted = medium_holder(medium) == HOLDER_HOST;
    if ((mounted && medium_unmount(medium, &err) < 0) || medium_check(medium, &found, &err) < 0)
        return err.status == STATUS_UNAVAILABLE ? json_null()
                                                : json_pack("{s:o}", "error", json_text(err.text));
    return json_pack("{s:b,s:i,s:o}", "clean", (int)found.clean, "exit_status", found.exit_status,
                     "detail", json_text(found.detail));
}

json_t *run_medium_close(struct medium *medium) {
    if (!medium)
        return NULL;
    json_t *facts = medium_describe(medium);
    json_object_set_new(facts, "check", check(medium));
    medium_close(medium, NULL); /* what is left stays in the journal, whose close tells */
    return facts;
}

const char *run_medium_warning(const json_t *facts, char *buffer, size_t size) {
    const json_t *check = json_object_get(facts, "check");
    const char *error = json_string_value(json_object_get(check, "error"));
    const char *detail = json_string_value(json_object_get(check, "detail"));
    if (!json_is_object(check) || json_is_true(json_object_get(check, "clean")))
        return NULL;
    if (error)
        snprintf(buffer, size, "the storage medium could not be checked after the run: %s", error);
    else
        snprintf(buffer, size,
                 "the storage medium's file system was damaged after the run: e2fsck: %s",
                 detail ? detail : "no word");
    return buffer;
}
