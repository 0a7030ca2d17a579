/* machine_file.c - writes machine.json before and after, and warns of what changed. */
#include "machine_file.h"

#include "base/jsonfile.h"
#include "base/process.h"
#include "changes.h"
#include "machine.h"
#include "measurer.h"

#include "common/cleanup.h"

#include <limits.h>
#include <string.h>

struct file_name {
    char text[PATH_MAX];
};

static struct file_name name_in(const char *directory) {
    struct file_name name;
    snprintf(name.text, sizeof name.text, "%s/machine.json", directory);
    return name;
}

/* Appends to "changed" what is not there yet. */
static void add_changes(json_t *document, const json_t *changes) {
    json_t *changed = json_object_get(document, "changed");
    if (!changed) {
        changed = json_array();
        json_object_set_new(document, "changed", changed);
    }
    size_t i, k;
    json_t *change, *known;
    json_array_foreach(changes, i, change) {
        cleanup_json json_t *text = change_text(change);
        bool there = false;
        json_array_foreach(changed, k, known) {
            there = there || json_equal(known, text);
        }
        if (!there)
            json_array_append(changed, text);
    }
}

/* What stands beside each other in the report was not measured on the same thing. */
static void warn(struct progress *progress, const char *whose, const json_t *changes) {
    size_t i;
    json_t *change;
    json_array_foreach(changes, i, change) {
        progress_say(progress,
                     "virtax: warning: this %s's %s has changed since the run began: %s before, %s "
                     "now; a new run would compare like with like",
                     whose, json_string_value(json_object_get(change, "fact")),
                     json_string_value(json_object_get(change, "before")),
                     json_string_value(json_object_get(change, "after")));
    }
}

static json_t *binaries(const struct plan *plan) {
    json_t *all = json_object();
    for (size_t i = 0; i < plan->binary_count; i++)
        json_object_set_new(all, plan->binary[i].kernel, json_string(plan->binary[i].sha256));
    return all;
}

int machine_file_before(const char *directory, const struct plan *plan, struct progress *progress,
                        struct error *err) {
    struct file_name path = name_in(directory);
    cleanup_json json_t *now = machine_capture();
    cleanup_json json_t *document = NULL;
    if (process_interrupted()) /* then versions of programs may be missing */
        return error_interrupted(err);
    if (access(path.text, F_OK) < 0) {
        document = json_pack("{s:s,s:O,s:[],s:o,s:o}", "schema", "virtax-machine/1", "before", now,
                             "changed", "binaries", binaries(plan), "measurer", measurer_here());
        return json_write_file(path.text, document, err);
    }
    document = json_read_file(path.text, err);
    if (!document)
        return -1;
    cleanup_json json_t *changes = machine_changes(json_object_get(document, "before"), now);
    warn(progress, "machine", changes);
    add_changes(document, changes);
    json_object_set_new(document, "measurer", measurer_here());
    return json_write_file(path.text, document, err);
}

/* "environments" are those of the last time that each was up; what they were before, where that was
 * something else, is kept apart. */
static void add_environments(json_t *document, const json_t *environments,
                             struct progress *progress) {
    json_t *known = json_object_get(document, "environments");
    if (!known) {
        json_object_set(document, "environments", (json_t *)environments);
        return;
    }
    cleanup_json json_t *changes = environment_changes(known, environments);
    if (json_array_size(changes) > 0) {
        warn(progress, "run", changes);
        add_changes(document, changes);
        if (!json_object_get(document, "earlier_environments"))
            json_object_set_new(document, "earlier_environments", json_array());
        json_array_append_new(json_object_get(document, "earlier_environments"), json_copy(known));
    }
    json_object_update(known, (json_t *)environments);
}

int machine_file_after(const char *directory, const json_t *environments, json_t *medium,
                       struct progress *progress, struct error *err) {
    struct file_name path = name_in(directory);
    cleanup_json json_t *now = machine_capture();
    cleanup_json json_t *document = json_read_file(path.text, err);
    if (!document)
        return -1;
    cleanup_json json_t *changes = machine_changes(json_object_get(document, "before"), now);
    add_changes(document, changes);
    json_object_set(document, "after", now);
    measurer_end(document);
    add_environments(document, environments, progress);
    if (medium && !json_object_get(document, "media"))
        json_object_set_new(document, "media", json_array());
    if (medium)
        json_array_append(json_object_get(document, "media"), medium);
    return json_write_file(path.text, document, err);
}
