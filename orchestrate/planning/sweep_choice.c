/* sweep_choice.c - values of a sweep by who has the last word. */
#include "sweep_choice.h"

#include "common/cleanup.h"

#include <string.h>

/* "2000,4000" */
static int split(const char *text, struct words *words, struct error *err) {
    cleanup_free char *copy = strdup(text);
    char *rest = NULL;
    for (char *word = copy ? strtok_r(copy, ",", &rest) : NULL; word;
         word = strtok_r(NULL, ",", &rest)) {
        if (words_index(words, word) >= 0)
            return error_usage(err, "'%s' is there twice", word);
        if (words_add(words, word) < 0)
            return error_failed(err, "out of memory");
    }
    return words->count > 0 ? 0 : error_usage(err, "no value in '%s'", text);
}

static int take_shares(const struct figure *figure, struct plan_figure *planned,
                       struct error *err) {
    struct plan_shares *shares = &planned->shares;
    double ignored;
    for (size_t i = 0; i < planned->sweep_values.count; i++)
        if (share_parse(planned->sweep_values.word[i], &ignored, err) < 0)
            return -1;
    shares->metric = plan_copy(figure->share_of);
    return words_join(&shares->of, &planned->sweep_values) < 0 || !shares->metric
               ? error_failed(err, "out of memory")
               : 0;
}

int sweep_choose(const struct figure *figure, const struct profile *profile,
                 const struct parameters *overrides, struct plan_figure *planned,
                 struct error *err) {
    const struct parameter *given =
        figure->sweep_key ? parameters_find(overrides, figure->sweep_key) : NULL;
    const struct words *values = profile->values.count ? &profile->values : &figure->sweep_values;
    planned->sweep_key = plan_copy(figure->sweep_key);
    if ((figure->sweep_key && !planned->sweep_key) ||
        words_join(&planned->sweep_sets, &figure->sweep_sets) < 0 ||
        (!given && words_join(&planned->sweep_values, values) < 0))
        return error_failed(err, "out of memory");
    int status = given ? split(given->value, &planned->sweep_values, err) : 0;
    bool shares = false;
    for (size_t i = 0; i < planned->sweep_values.count; i++)
        shares = shares || share_is(planned->sweep_values.word[i]);
    if (status == 0 && shares && figure->share_of)
        status = take_shares(figure, planned, err);
    return status < 0 && given ? error_wrap(err, "--set %s", given->key) : status;
}
