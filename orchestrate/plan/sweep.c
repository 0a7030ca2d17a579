/* sweep.c - names of points and what they set, as text until a cell needs it. */
#include "sweep.h"

#include "base/words.h"
#include "common/cleanup.h"

#include <string.h>

bool sweep_present(const struct plan_figure *figure) {
    return figure->sweep_values.count > 0;
}

bool sweep_is_unmeasured(const struct plan_figure *figure) {
    return figure->shares.of.count > 0 && !(figure->shares.capacity > 0);
}

/* "KEY=VALUE KEY=VALUE" */
static int parse_set(const char *set, struct parameters *parameters, struct error *err) {
    cleanup_free char *copy = strdup(set);
    if (!copy)
        return error_failed(err, "out of memory");
    char *rest = NULL;
    for (char *word = strtok_r(copy, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        char *equals = strchr(word, '=');
        if (!equals || equals == word || !equals[1])
            return error_usage(err, "'%s': KEY=VALUE expected", word);
        *equals = '\0';
        if (parameters_find(parameters, word))
            return error_usage(err, "%s is set twice", word);
        if (parameters_add(parameters, word, equals + 1, 0) < 0)
            return error_failed(err, "out of memory");
    }
    return 0;
}

static int same_keys(const struct parameters *first, const struct parameters *other,
                     struct error *err) {
    for (size_t i = 0; i < first->count; i++)
        if (!parameters_find(other, first->item[i].key))
            return error_usage(err, "%s is not set here, but in the first point",
                               first->item[i].key);
    for (size_t i = 0; i < other->count; i++)
        if (!parameters_find(first, other->item[i].key))
            return error_usage(err, "%s is set here, but not in the first point",
                               other->item[i].key);
    return 0;
}

static int check_set(const struct words *sets, const char *set, struct error *err) {
    struct parameters first = {0}, other = {0};
    int status = parse_set(set, &other, err);
    if (status == 0 && sets->count > 0) {
        status = parse_set(sets->word[0], &first, err);
        if (status == 0)
            status = same_keys(&first, &other, err);
    }
    parameters_free(&first);
    parameters_free(&other);
    return status;
}

int sweep_add_point(struct words *names, struct words *sets, const char *name, const char *set,
                    struct error *err) {
    if (strchr(name, '/'))
        return error_usage(err, "'%s' is no name of a point: it has a '/'", name);
    if (check_set(sets, set, err) < 0)
        return -1;
    if (words_add(names, name) < 0 || words_add(sets, set) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

/* What kernels are asked with until a capacity is measured: any whole number of work a second will
 * do for that. */
static const double unmeasured_capacity = 1e6;

static int add_value(const struct plan_figure *figure, const char *value,
                     struct parameters *parameters, struct error *err) {
    char load[32];
    double share;
    if (sweep_is_unmeasured(figure)) {
        if (share_parse(value, &share, err) < 0)
            return -1;
        value = share_value(share, unmeasured_capacity, load, sizeof load);
    }
    return parameters_add(parameters, figure->sweep_key, value, 0) < 0
               ? error_failed(err, "out of memory")
               : 0;
}

int sweep_parameters(const struct plan_figure *figure, size_t x, struct parameters *parameters,
                     struct error *err) {
    if (figure->sweep_sets.count > 0)
        return parse_set(figure->sweep_sets.word[x], parameters, err);
    return add_value(figure, figure->sweep_values.word[x], parameters, err);
}

bool sweep_varies(const struct plan_figure *figure, const char *key) {
    struct parameters first = {0};
    bool varies = sweep_present(figure) && sweep_parameters(figure, 0, &first, NULL) == 0 &&
                  parameters_find(&first, key);
    parameters_free(&first);
    return varies;
}

const char *sweep_text(const struct plan_figure *figure, size_t x, char *buffer, size_t size) {
    if (figure->sweep_key)
        snprintf(buffer, size, "%s=%s", figure->sweep_key, figure->sweep_values.word[x]);
    else
        snprintf(buffer, size, "%s", figure->sweep_values.word[x]);
    return buffer;
}
