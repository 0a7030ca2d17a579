/* study.c - the baseline, a series for each further level, and all last levels together. */
#include "study.h"

#include "base/words.h"
#include "common/cleanup.h"
#include "environments/environments.h"

#include <string.h>

/* A study while its series are made: `level[i]` is the chosen one of factor i. */
struct study {
    const struct figure *figure;
    const struct feature_table *features; /* of its environment; NULL: none */
    struct words *levels;                 /* of each factor */
    size_t *level;
};

static size_t factor_count(const struct study *study) {
    return study->figure->factors.count;
}

static int wrong(const struct study *study, size_t factor, const char *cause, struct error *err) {
    const struct parameter *entry = &study->figure->factors.item[factor];
    return error_usage(err, "%s:%d: %s: %s", study->figure->path, entry->line, entry->key, cause);
}

static int read_levels(struct study *study, struct error *err) {
    for (size_t i = 0; i < factor_count(study); i++) {
        struct words *levels = &study->levels[i];
        if (words_split(levels, study->figure->factors.item[i].value) < 0)
            return wrong(study, i, "out of memory", err);
        for (size_t k = 0; k < levels->count; k++)
            if (words_index(levels, levels->word[k]) != (int)k)
                return wrong(study, i, "a level is there twice", err);
        if (levels->count < 2)
            return wrong(study, i, "a factor has two levels at least", err);
    }
    return 0;
}

/* ENVIRONMENT+KEY=LEVEL..., features as the environment's name takes them. */
static char *environment_name(const struct study *study, struct error *err) {
    char *name = strdup(study->figure->study_environment);
    for (size_t i = 0; name && i < factor_count(study); i++) {
        const struct parameter *factor = &study->figure->factors.item[i];
        if (feature_find(study->features, factor->key) < 0)
            continue;
        cleanup_free char *shorter = name;
        if (asprintf(&name, "%s+%s=%s", shorter, factor->key,
                     study->levels[i].word[study->level[i]]) < 0)
            name = NULL;
        if (name && !environment_find(name, err)) {
            error_wrap(err, "%s:%d: %s", study->figure->path, factor->line, factor->key);
            free(name);
            return NULL;
        }
    }
    if (!name)
        error_failed(err, "out of memory");
    return name;
}

/* The series of the levels as they are chosen now; `suffix` makes its name. */
static int add(const struct study *study, const char *suffix, const char *effect,
               struct plan_figure *planned, struct error *err) {
    char name[256];
    snprintf(name, sizeof name, "%s%s", study->figure->study_environment, suffix);
    cleanup_free char *environment = environment_name(study, err);
    if (!environment || plan_add_series(planned, name, environment, err) < 0)
        return -1;
    struct plan_series *series = &planned->series[planned->series_count - 1];
    series->effect = plan_copy(effect);
    if (!series->effect)
        return error_failed(err, "out of memory");
    for (size_t i = 0; i < factor_count(study); i++) {
        const struct parameter *factor = &study->figure->factors.item[i];
        if (feature_find(study->features, factor->key) < 0 &&
            parameters_add(&series->parameters, factor->key, study->levels[i].word[study->level[i]],
                           factor->line) < 0)
            return error_failed(err, "out of memory");
    }
    return 0;
}

static int add_singles(struct study *study, struct plan_figure *planned, struct error *err) {
    for (size_t i = 0; i < factor_count(study); i++) {
        for (size_t k = 1; k < study->levels[i].count; k++) {
            char name[256];
            snprintf(name, sizeof name, "+%s=%s", study->figure->factors.item[i].key,
                     study->levels[i].word[k]);
            study->level[i] = k;
            if (add(study, name, name + 1, planned, err) < 0)
                return -1;
        }
        study->level[i] = 0;
    }
    return 0;
}

static int add_all(struct study *study, struct plan_figure *planned, struct error *err) {
    if (read_levels(study, err) < 0 || add(study, "-base", "", planned, err) < 0 ||
        add_singles(study, planned, err) < 0)
        return -1;
    if (factor_count(study) < 2)
        return 0;
    for (size_t i = 0; i < factor_count(study); i++)
        study->level[i] = study->levels[i].count - 1;
    return add(study, "-all", "all together", planned, err);
}

int study_series(const struct figure *figure, struct plan_figure *planned, struct error *err) {
    if (!figure->study_environment)
        return 0;
    const struct environment_type *type = environment_find(figure->study_environment, err);
    if (!type)
        return -1;
    size_t factors = figure->factors.count + 1;
    struct study study = {.figure = figure,
                          .features = type->features,
                          .levels = calloc(factors, sizeof *study.levels),
                          .level = calloc(factors, sizeof *study.level)};
    int status = study.levels && study.level ? add_all(&study, planned, err)
                                             : error_failed(err, "out of memory");
    for (size_t i = 0; study.levels && i < factors; i++)
        words_free(&study.levels[i]);
    free(study.levels);
    free(study.level);
    return status;
}
