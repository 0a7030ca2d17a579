/* figure_shares.c - either all values of a sweep are shares, or none is. */
#include "figure_shares.h"

#include "plan_shares.h"

static int check_value(const struct figure *figure, const char *value, struct error *err) {
    double share;
    if (figure->share_of)
        return share_parse(value, &share, err);
    return share_is(value)
               ? error_usage(err, "'%s': a share of what? share-of = METRIC in [sweep] says it",
                             value)
               : 0;
}

static int check_values(const struct figure *figure, const struct ini_section *section,
                        const struct words *values, struct error *err) {
    for (size_t i = 0; i < values->count; i++)
        if (check_value(figure, values->word[i], err) < 0)
            return error_wrap(err, "%s:%d: values", figure->path,
                              parameters_find(&section->entries, "values")->line);
    return 0;
}

int figure_check_shares(const struct figure *figure, const struct ini *ini, struct error *err) {
    const struct ini_section *sweep = ini_section(ini, "sweep");
    if (!sweep)
        return 0;
    if (check_values(figure, sweep, &figure->sweep_values, err) < 0)
        return -1;
    for (size_t i = 0; i < figure->profile_count; i++) {
        const struct profile *profile = &figure->profile[i];
        if (check_values(figure, ini_section(ini, profile->name), &profile->values, err) < 0)
            return -1;
    }
    return 0;
}
