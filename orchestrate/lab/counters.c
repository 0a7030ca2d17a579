/* counters.c - pure functions on readings, and the one that reads. */
#include "counters.h"

#include "command.h"
#include "common/cleanup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

static const struct {
    const char *name, *direction, *counter;
} counted[] = {
    {"rx_packets", "rx", "packets"}, {"rx_bytes", "rx", "bytes"},
    {"tx_packets", "tx", "packets"}, {"tx_bytes", "tx", "bytes"},
    {"rx_dropped", "rx", "dropped"}, {"tx_dropped", "tx", "dropped"},
};
enum { COUNTED = sizeof counted / sizeof *counted };

static const uint64_t stray_bytes = 16 << 10, stray_part = 100;

json_t *lab_counters_parse(const json_t *links, struct error *err) {
    json_t *all = json_object();
    size_t i;
    json_t *link;
    json_array_foreach(links, i, link) {
        const char *name = json_string_value(json_object_get(link, "ifname"));
        const json_t *statistics = json_object_get(link, "stats64");
        json_t *one = json_object();
        for (size_t c = 0; c < COUNTED; c++) {
            const json_t *direction = json_object_get(statistics, counted[c].direction);
            json_t *value = json_object_get(direction, counted[c].counter);
            if (json_is_integer(value))
                json_object_set(one, counted[c].name, value);
        }
        if (!name || json_object_size(one) != COUNTED) {
            json_decref(one);
            json_decref(all);
            error_failed(err, "ip -json -stats link show: link %zu has no counters", i);
            return NULL;
        }
        json_object_set_new(all, name, one);
    }
    return all;
}

json_t *lab_counters(const char *namespace, struct error *err) {
    cleanup_json json_t *links = lab_command_json(namespace, err, "ip -json -stats link show");
    return links ? lab_counters_parse(links, err) : NULL;
}

json_t *lab_counters_of_host(const struct lab *lab, struct error *err) {
    json_t *all = lab_counters(NULL, err);
    if (!all || !lab_host(lab))
        return all;
    cleanup_json json_t *host = lab_counters(lab_host(lab), err);
    if (!host || json_object_update(all, host) < 0) {
        json_decref(all);
        return NULL;
    }
    return all;
}

json_t *lab_counters_between(const json_t *before, const json_t *after) {
    json_t *between = json_object();
    const char *name;
    json_t *now;
    json_object_foreach((json_t *)after, name, now) {
        const json_t *then = json_object_get(before, name);
        json_t *one = json_object();
        bool moved = false;
        for (size_t c = 0; c < COUNTED; c++) {
            json_int_t more = json_integer_value(json_object_get(now, counted[c].name)) -
                              json_integer_value(json_object_get(then, counted[c].name));
            json_object_set_new(one, counted[c].name, json_integer(more));
            moved |= more != 0;
        }
        if (moved)
            json_object_set(between, name, one);
        json_decref(one);
    }
    return between;
}

json_t *lab_counters_sum(const json_t *one, const json_t *other) {
    json_t *sum = one ? json_deep_copy(one) : json_object();
    const char *name, *counter;
    json_t *more, *value;
    json_object_foreach((json_t *)other, name, more) {
        json_t *all = json_object_get(sum, name);
        if (!all)
            json_object_set_new(sum, name, json_deep_copy(more));
        json_object_foreach(all ? more : NULL, counter, value) {
            json_int_t so_far = json_integer_value(json_object_get(all, counter));
            json_object_set_new(all, counter, json_integer(so_far + json_integer_value(value)));
        }
    }
    return sum;
}

static uint64_t bytes_of(const json_t *between, const char *interface) {
    const json_t *one = json_object_get(between, interface);
    return (uint64_t)(json_integer_value(json_object_get(one, "rx_bytes")) +
                      json_integer_value(json_object_get(one, "tx_bytes")));
}

int lab_path_check(const struct lab_path *path, const json_t *between, uint64_t payload,
                   struct error *err) {
    uint64_t stray = payload / stray_part > stray_bytes ? payload / stray_part : stray_bytes;
    if (payload == 0)
        return error_failed(err, "path: nothing was moved");
    for (const char *const *name = path->through; *name; name++)
        if (bytes_of(between, *name) < payload)
            return error_failed(
                err, "path: %s carried %" PRIu64 " of %" PRIu64 " bytes; the data went another way",
                *name, bytes_of(between, *name), payload);
    for (const char *const *name = path->never; *name; name++)
        if (bytes_of(between, *name) > stray)
            return error_failed(err,
                                "path: %s carried %" PRIu64
                                " bytes and should have none of the %" PRIu64 " moved",
                                *name, bytes_of(between, *name), payload);
    return 0;
}
