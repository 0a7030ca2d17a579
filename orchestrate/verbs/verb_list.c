/* verb_list.c - virtax list: figures, environments and profiles, and what can run here. */
#include "base/json_text.h"
#include "base/project.h"
#include "environments/environments.h"
#include "lab/lab.h"
#include "list_names.h"
#include "medium/medium.h"
#include "plan/figure.h"
#include "planning/placement.h"
#include "verb_options.h"
#include "verbs.h"

#include "common/cleanup.h"

#include <errno.h>
#include <string.h>

enum { NAME_WIDTH = 20 };
#define INDENT "                       " /* below what stands after a name */

enum { OF_ALL = -1 };

struct arguments {
    bool json;
    int of; /* of list_kinds, or OF_ALL */
};

static const struct option_row options[] = {
    VERB_JSON(offsetof(struct arguments, json)),
    {"of", 0, "KIND", 0, offsetof(struct arguments, of), &option_word,
     "Only the names of figures, environments, features, profiles or keys (of definitions), a line "
     "each, and what they are, after a tab; nothing is probed",
     .what = "kind of names", .words = list_kinds},
    {0},
};

/* {"name","about","able","why"} */
static json_t *item(const char *name, const char *about, const struct error *obstacle) {
    return json_pack("{s:s,s:s,s:b,s:o}", "name", name, "about", about, "able", !obstacle, "why",
                     json_text(obstacle ? obstacle->text : NULL));
}

static json_t *list_environments(void) {
    json_t *list = json_array();
    const struct environment_type *type;
    for (size_t i = 0; (type = environment_at(i)); i++) {
        struct error obstacle;
        bool named_by_user = type->name[strlen(type->name) - 1] == ':';
        bool able = named_by_user || type->does->probe(type, type->name, NULL, &obstacle) == 0;
        json_array_append_new(list, item(type->name, type->about, able ? NULL : &obstacle));
    }
    return list;
}

static json_t *figure_item(const char *name, struct error *err) {
    struct path path = project_path("data/figures/%s.ini", name);
    struct figure figure;
    if (figure_read(path.text, &figure, err) < 0)
        return NULL;
    struct plan_figure placed = {0};
    struct error obstacle;
    bool able = placement_choose(&figure, &placed, &obstacle) == 0 &&
                (figure.role == ROLE_ALONE || lab_probe(&obstacle) == 0) &&
                (figure.medium_bytes == 0 || medium_probe(MEDIUM_LOOP, &obstacle) == 0);
    free(placed.cpus);
    free(placed.peer_cpus);
    free(placed.memory_nodes);
    json_t *entry = item(name, figure.title, able ? NULL : &obstacle);
    json_t *profiles = json_array(), *environments = json_array();
    for (size_t i = 0; i < figure.profile_count; i++)
        json_array_append_new(profiles, json_string(figure.profile[i].name));
    for (size_t i = 0; i < figure.environments.count; i++)
        json_array_append_new(environments, json_string(figure.environments.word[i]));
    json_object_set_new(entry, "profiles", profiles);
    json_object_set_new(entry, "environments", environments);
    figure_free(&figure);
    return entry;
}

static json_t *list_figures(struct error *err) {
    struct path directory = project_path("data/figures");
    char **names;
    size_t count;
    if (figure_list(directory.text, &names, &count, err) < 0)
        return NULL;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *entry = list ? figure_item(names[i], err) : NULL;
        if (!entry || json_array_append_new(list, entry) < 0) {
            json_decref(list);
            list = NULL;
        }
        free(names[i]);
    }
    free(names);
    return list;
}

static void print_item(const json_t *entry) {
    printf("  %-*s %s\n", NAME_WIDTH, json_string_value(json_object_get(entry, "name")),
           json_string_value(json_object_get(entry, "about")));
    size_t i;
    const json_t *word, *profiles = json_object_get(entry, "profiles");
    json_array_foreach(profiles, i, word) {
        printf("%s%s", i ? ", " : INDENT "profiles: ", json_string_value(word));
    }
    const json_t *environments = json_object_get(entry, "environments");
    json_array_foreach(environments, i, word) {
        printf("%s%s", i ? ", " : "; environments: ", json_string_value(word));
    }
    if (profiles)
        putchar('\n');
    if (!json_is_true(json_object_get(entry, "able")))
        printf(INDENT "cannot run here: %s\n", json_string_value(json_object_get(entry, "why")));
}

static void print_feature(const json_t *feature) {
    printf("  %s=", json_string_value(json_object_get(feature, "key")));
    size_t i;
    const json_t *level;
    json_array_foreach(json_object_get(feature, "levels"), i, level) {
        printf("%s%s", i ? "|" : "", json_string_value(level));
    }
    printf("\n" INDENT "%s\n", json_string_value(json_object_get(feature, "about")));
}

static int print(const json_t *all, int json, struct error *err) {
    if (json) {
        json_dumpf(all, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        size_t i;
        const json_t *entry;
        puts("Figures:");
        json_array_foreach(json_object_get(all, "figures"), i, entry) {
            print_item(entry);
        }
        puts("\nEnvironments:");
        json_array_foreach(json_object_get(all, "environments"), i, entry) {
            print_item(entry);
        }
        for (size_t t = 0; environment_at(t); t++) {
            const struct feature_table *table = environment_features_at(t);
            if (table)
                printf("\n%s\n", table->title);
            json_array_foreach(table ? json_object_get(all, table->name) : NULL, i, entry) {
                print_feature(entry);
            }
        }
    }
    return fflush(stdout) == 0 ? STATUS_OK : error_errno(err, "stdout");
}

int verb_list(int argc, char **argv, struct error *err) {
    struct arguments arguments = {.of = OF_ALL};
    const struct option_set set = {
        .object = &arguments,
        .about = "Figures, environments and profiles, and for each whether it can run here."};
    if (verb_options(argc, argv, options, set, err) < 0)
        return err->status;
    if (arguments.of != OF_ALL)
        return list_names(arguments.of, err) < 0 ? err->status : STATUS_OK;
    json_t *figures = list_figures(err);
    if (!figures)
        return err->status;
    cleanup_json json_t *all =
        json_pack("{s:o,s:o}", "figures", figures, "environments", list_environments());
    for (size_t i = 0; environment_at(i); i++) {
        const struct feature_table *table = environment_features_at(i);
        if (table)
            json_object_set_new(all, table->name, features_list(table));
    }
    return print(all, arguments.json, err) < 0 ? err->status : STATUS_OK;
}
