#include "net/take.h"

#include "net/options.h"

int net_take_count(const json_t *object, const char *key, uint64_t low, uint64_t high,
                   uint64_t *value, struct error *err) {
    const json_t *member = json_object_get(object, key);
    json_int_t number = json_integer_value(member);
    if (!json_is_integer(member) || number < 0 || (uint64_t)number < low || (uint64_t)number > high)
        return error_usage(err, "%s: not a whole number from %llu to %llu", key,
                           (unsigned long long)low, (unsigned long long)high);
    *value = (uint64_t)number;
    return 0;
}

int net_take_bool(const json_t *object, const char *key, bool *value, struct error *err) {
    const json_t *member = json_object_get(object, key);
    if (!json_is_boolean(member))
        return error_usage(err, "%s: neither true nor false", key);
    *value = json_is_true(member);
    return 0;
}

int net_take_seconds(const json_t *object, const char *key, double *value, struct error *err) {
    const json_t *member = json_object_get(object, key);
    double seconds = json_number_value(member);
    if (!json_is_number(member) || !(seconds >= 0 && seconds <= NET_TIME_MAX))
        return error_usage(err, "%s: not a time from 0 to %g s", key, NET_TIME_MAX);
    *value = seconds;
    return 0;
}

double net_number(const json_t *object, const char *first, const char *second) {
    return json_number_value(json_object_get(json_object_get(object, first), second));
}
