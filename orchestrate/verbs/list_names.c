/* list_names.c - figures, environments, features, profiles and keys of definitions by name. */
#include "list_names.h"

#include "base/project.h"
#include "environments/environments.h"
#include "plan/figure.h"
#include "plan/figure_keys.h"

#include "common/cleanup.h"

#include <stdio.h>

/* What a figure adds to the list. */
typedef int (*each_figure)(const struct figure *figure, void *object, struct error *err);

static int for_figure(const char *name, each_figure each, void *object, struct error *err) {
    struct path path = project_path("data/figures/%s.ini", name);
    struct figure figure;
    if (figure_read(path.text, &figure, err) < 0)
        return -1;
    int status = each(&figure, object, err);
    figure_free(&figure);
    return status;
}

static int for_figures(each_figure each, void *object, struct error *err) {
    struct path directory = project_path("data/figures");
    char **names;
    size_t count;
    if (figure_list(directory.text, &names, &count, err) < 0)
        return -1;
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        status = status < 0 ? -1 : for_figure(names[i], each, object, err);
        free(names[i]);
    }
    free(names);
    return status;
}

static int print_figure(const struct figure *figure, void *object, struct error *err) {
    (void)object, (void)err;
    printf("%s\t%s\n", figure->name, figure->title);
    return 0;
}

static int add_profiles(const struct figure *figure, void *object, struct error *err) {
    struct words *profiles = object;
    for (size_t i = 0; i < figure->profile_count; i++)
        if (words_index(profiles, figure->profile[i].name) < 0 &&
            words_add(profiles, figure->profile[i].name) < 0)
            return error_failed(err, "out of memory");
    return 0;
}

static int figures(struct error *err) {
    return for_figures(print_figure, NULL, err);
}

static int profiles(struct error *err) {
    struct words names = {0};
    int status = for_figures(add_profiles, &names, err);
    for (size_t i = 0; status == 0 && i < names.count; i++)
        puts(names.word[i]);
    words_free(&names);
    return status;
}

static int environments(struct error *err) {
    (void)err;
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++)
        printf("%s\t%s\n", type->name, type->about);
    return 0;
}

static void print_levels(const char *environment, const struct feature *feature) {
    for (size_t i = 0; i < FEATURE_LEVELS_MAX && feature->level[i]; i++)
        printf("%s+%s=%s\t%s\n", environment, feature->key, feature->level[i], feature->about);
}

static int features(struct error *err) {
    (void)err;
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++)
        for (size_t k = 0; type->features && k < type->features->count; k++)
            print_levels(type->name, &type->features->feature[k]);
    return 0;
}

static int keys(struct error *err) {
    (void)err;
    figure_keys_print(stdout);
    return 0;
}

const char *const list_kinds[] = {"figures", "environments", "features", "profiles", "keys", NULL};
static int (*const print[])(struct error *err) = {figures, environments, features, profiles, keys};

int list_names(int kind, struct error *err) {
    if (print[kind](err) < 0)
        return -1;
    return fflush(stdout) == 0 ? 0 : error_errno(err, "stdout");
}
