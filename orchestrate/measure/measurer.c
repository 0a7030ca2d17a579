/* measurer.c - a process known by its start, its boot and its namespace. */
#include "measurer.h"

#include "base/journal.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct place {
    char boot[64], pid_namespace[64];
};

static struct place place_here(void) {
    struct place place = {"", ""};
    cleanup_free char *boot = small_file_read("/proc/sys/kernel/random/boot_id", NULL);
    snprintf(place.boot, sizeof place.boot, "%s", boot ? boot : "");
    ssize_t size =
        readlink("/proc/self/ns/pid", place.pid_namespace, sizeof place.pid_namespace - 1);
    place.pid_namespace[size > 0 ? size : 0] = '\0';
    return place;
}

json_t *measurer_here(void) {
    struct place place = place_here();
    char start[32];
    return json_pack("{s:i, s:s, s:s, s:s}", "pid", (int)getpid(), "start",
                     journal_process_start(getpid(), start, sizeof start), "boot", place.boot,
                     "pid_namespace", place.pid_namespace);
}

void measurer_end(json_t *machine) {
    json_object_set_new(json_object_get(machine, "measurer"), "ended", json_true());
}

static const char *text_of(const json_t *measurer, const char *key) {
    const char *text = json_string_value(json_object_get(measurer, key));
    return text ? text : "";
}

enum measurer_state measurer_state(const json_t *machine) {
    const json_t *measurer = json_object_get(machine, "measurer");
    const json_t *pid = json_object_get(measurer, "pid");
    struct place here = place_here();
    char start[32];
    if (json_is_true(json_object_get(measurer, "ended")))
        return MEASURER_ENDED;
    if (!json_is_integer(pid) || !*here.boot || strcmp(text_of(measurer, "boot"), here.boot) != 0 ||
        strcmp(text_of(measurer, "pid_namespace"), here.pid_namespace) != 0)
        return MEASURER_UNKNOWN;
    journal_process_start((int)json_integer_value(pid), start, sizeof start);
    return *start && strcmp(start, text_of(measurer, "start")) == 0 ? MEASURER_ALIVE
                                                                    : MEASURER_GONE;
}
