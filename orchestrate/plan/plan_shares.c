/* plan_shares.c - shares as text, as loads, and in plan.json. */
#include "plan_shares.h"

#include "base/json_take.h"
#include "common/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 3 };

void plan_shares_free(struct plan_shares *shares) {
    words_free(&shares->of);
    free(shares->metric);
    free(shares->unit);
    free(shares->environment);
    *shares = (struct plan_shares){0};
}

bool share_is(const char *text) {
    size_t size = strlen(text);
    return size > 0 && text[size - 1] == '%';
}

int share_parse(const char *text, double *share, struct error *err) {
    if (!share_is(text))
        return error_usage(err, "'%s': a share such as 50%% wanted, as share-of says", text);
    if (parse_percent(text, share, err) < 0)
        return -1;
    return *share < 1 ? 0 : error_usage(err, "'%s': below 100 %%, or requests only queue up", text);
}

const char *share_value(double share, double capacity, char *buffer, size_t size) {
    double value = share * capacity;
    double step = fmax(1, pow(10, floor(log10(value)) - (DIGITS - 1)));
    snprintf(buffer, size, "%.0f", round(value / step) * step);
    return buffer;
}

const char *plan_shares_text(const struct plan_shares *shares, char *buffer, size_t size) {
    char capacity[32];
    if (shares->capacity > 0)
        snprintf(buffer, size, "%s %s, %s's %s",
                 share_value(1, shares->capacity, capacity, sizeof capacity), shares->unit,
                 shares->environment, shares->metric);
    else
        snprintf(buffer, size, "%s's %s, which a run measures first", shares->environment,
                 shares->metric);
    return buffer;
}

json_t *plan_shares_json(const struct plan_shares *shares) {
    if (shares->of.count == 0)
        return NULL;
    json_t *values = json_array();
    for (size_t i = 0; i < shares->of.count; i++)
        json_array_append_new(values, json_string(shares->of.word[i]));
    return json_pack("{so ss ss ss sf}", "values", values, "metric", shares->metric, "unit",
                     shares->unit, "environment", shares->environment, "capacity",
                     shares->capacity);
}

static int check(const struct plan_shares *shares, const char *where, size_t count,
                 struct error *err) {
    double share;
    if (shares->of.count != count)
        return error_failed(err, "%s.values: %zu for %zu swept values", where, shares->of.count,
                            count);
    for (size_t i = 0; i < count; i++)
        if (share_parse(shares->of.word[i], &share, err) < 0)
            return error_failed(err, "%s.values[%zu]: no share below 100%%", where, i);
    return shares->capacity >= 0 && isfinite(shares->capacity)
               ? 0
               : error_failed(err, "%s.capacity: no number from 0 on", where);
}

int plan_shares_take(const json_t *sweep, const char *where, size_t count,
                     struct plan_shares *shares, struct error *err) {
    if (!json_object_get(sweep, "shares")) /* plans of before have none */
        return 0;
    const json_t *member = take_member(sweep, where, "shares", JSON_OBJECT, err);
    struct place place = place_member(where, "shares");
    return !member || take_words(member, place.text, "values", &shares->of, err) < 0 ||
                   take_text(member, place.text, "metric", &shares->metric, err) < 0 ||
                   take_text(member, place.text, "unit", &shares->unit, err) < 0 ||
                   take_text(member, place.text, "environment", &shares->environment, err) < 0 ||
                   take_number(member, place.text, "capacity", &shares->capacity, err) < 0
               ? -1
               : check(shares, place.text, count, err);
}
