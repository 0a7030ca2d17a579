/* figure.c - a figure's life: read, listed, asked for a profile, freed. */
#include "figure.h"

#include "base/words.h"
#include "common/choice.h"
#include "common/cleanup.h"
#include "common/closest.h"
#include "figure_keys.h"
#include "figure_shares.h"
#include "figure_view.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

static const char suffix[] = ".ini";

/* All sections, the profiles first. */
static const char *const sections[] = {"quick",      "standard", "paper",  "figure", "guest",
                                       "parameters", "sweep",    "points", "factors"};

enum { PROFILES = 3, SECTIONS = sizeof sections / sizeof *sections };
_Static_assert(PROFILES <= sizeof((struct figure *)0)->profile / sizeof(struct profile),
               "a figure has room for all profiles, each of which is there once");

/* The length of NAME in NAME.ini; 0 for other names. */
static size_t stem(const char *name) {
    size_t size = strlen(name), tail = sizeof suffix - 1;
    return size > tail && strcmp(name + size - tail, suffix) == 0 ? size - tail : 0;
}

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int set_names(const char *path, struct figure *figure, struct error *err) {
    const char *base = base_name(path);
    size_t size = stem(base);
    if (size == 0)
        return error_usage(err, "%s: the name of a figure definition ends in %s", path, suffix);
    if (*base == '.')
        return error_usage(err, "%s: the name of a figure definition begins with no dot", path);
    figure->path = strdup(path);
    figure->name = strndup(base, size);
    return figure->path && figure->name ? 0 : error_failed(err, "%s: out of memory", path);
}

static size_t name_size(const char *base) {
    size_t size = stem(base);
    return size ? size : strlen(base);
}

int figure_names_differ(const struct words *figures, struct error *err) {
    for (size_t i = 0; i < figures->count; i++)
        for (size_t k = 0; k < i; k++) {
            const char *earlier = base_name(figures->word[k]), *later = base_name(figures->word[i]);
            size_t size = name_size(later);
            if (name_size(earlier) == size && strncmp(earlier, later, size) == 0)
                return error_usage(err, "%s and %s: both would be %.*s; rename one definition",
                                   figures->word[k], figures->word[i], (int)size, later);
        }
    return 0;
}

static int take_profile(struct figure *figure, const struct ini_section *section,
                        struct error *err) {
    struct profile *profile = &figure->profile[figure->profile_count++];
    *profile = (struct profile){.name = strdup(section->name), .cell_timeout_s = 600};
    if (!profile->name)
        return error_failed(err, "%s:%d: out of memory", figure->path, section->line);
    return profile_take(figure->path, section, profile, err);
}

static int take_section(struct figure *figure, const struct ini_section *section,
                        struct error *err) {
    for (size_t i = 0; i < SECTIONS; i++)
        if (strcmp(section->name, sections[i]) == 0)
            return i < PROFILES ? take_profile(figure, section, err)
                                : figure_take(figure->path, section, figure, err);
    return error_usage(err, "%s:%d: [%s]: unknown section (closest: [%s])", figure->path,
                       section->line, section->name, closest(section->name, sections, SECTIONS));
}

static int require_section(const struct figure *figure, const struct ini *ini, const char *name,
                           struct error *err) {
    if (ini_section(ini, name))
        return 0;
    return error_usage(err, "%s:1: [%s]: this section is missing", figure->path, name);
}

/* What no single key can tell. */
static int check_whole(const struct figure *figure, const struct ini *ini, struct error *err) {
    if (require_section(figure, ini, "figure", err) < 0 ||
        require_section(figure, ini, "guest", err) < 0)
        return -1;
    if (figure->profile_count == 0)
        return require_section(figure, ini, sections[0], err);

    int chart_line = ini_section(ini, "figure")->line;
    const struct ini_section *sweep = ini_section(ini, "sweep");
    if (!sweep && strcmp(figure->chart, "lines") == 0)
        return error_usage(err, "%s:%d: chart: lines need a [sweep] section", figure->path,
                           chart_line);
    if (figure->service && figure->role == ROLE_CLIENT)
        return error_usage(err, "%s:%d: service: a figure with one has no role = client",
                           figure->path, chart_line);
    for (size_t i = 0; i < figure->profile_count; i++)
        if (!sweep && figure->profile[i].values.count > 0)
            return error_usage(err, "%s:%d: values: there is no [sweep] that they could replace",
                               figure->path, ini_section(ini, figure->profile[i].name)->line);
    const struct ini_section *points = ini_section(ini, "points");
    if (sweep && points)
        return error_usage(err, "%s:%d: [points]: there is a [sweep] already", figure->path,
                           points->line);
    return figure_check_shares(figure, ini, err) < 0 ? -1
                                                     : figure_check_lines(figure, chart_line, err);
}

static int read_sections(const struct ini *ini, struct figure *figure, struct error *err) {
    for (size_t i = 0; i < ini->count; i++)
        if (take_section(figure, &ini->section[i], err) < 0)
            return -1;
    return check_whole(figure, ini, err);
}

static figure_reader read_measured;

/* Views of views are refused before they are followed: they might go round. */
static int read_definition(const struct ini *ini, bool measured, struct figure *figure,
                           struct error *err) {
    const struct ini_section *own = ini_section(ini, "figure");
    const struct parameter *of = own ? parameters_find(&own->entries, "of") : NULL;
    if (!of)
        return read_sections(ini, figure, err);
    return measured ? error_usage(err, "%s is itself a view, of %s; name that one", figure->name,
                                  of->value)
                    : figure_read_view(ini, of, read_measured, figure, err);
}

static int read_file(const char *path, bool measured, struct figure *figure, struct error *err) {
    *figure = (struct figure){.nodes = 1};
    struct ini ini = {0};
    int result = set_names(path, figure, err);
    if (result == 0)
        result = ini_read(path, &ini, err);
    if (result == 0)
        result = read_definition(&ini, measured, figure, err);
    ini_free(&ini);
    if (result < 0)
        figure_free(figure);
    return result;
}

int figure_read(const char *path, struct figure *figure, struct error *err) {
    return read_file(path, false, figure, err);
}

static int read_measured(const char *path, struct figure *figure, struct error *err) {
    return read_file(path, true, figure, err);
}

void figure_free(struct figure *figure) {
    char *texts[] = {figure->view_of, figure->against,   figure->measured,
                     figure->path,    figure->name,      figure->title,
                     figure->kernel,  figure->service,   figure->metric,
                     figure->unit,    figure->axis,      figure->chart,
                     figure->paper,   figure->sweep_key, figure->study_environment,
                     figure->share_of};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    words_free(&figure->results);
    words_free(&figure->environments);
    words_free(&figure->sweep_values);
    words_free(&figure->sweep_sets);
    parameters_free(&figure->parameters);
    parameters_free(&figure->factors);
    parameters_free(&figure->given);
    parameters_free(&figure->given_sweep);
    for (size_t i = 0; i < figure->profile_count; i++) {
        free(figure->profile[i].name);
        words_free(&figure->profile[i].values);
        parameters_free(&figure->profile[i].parameters);
    }
    *figure = (struct figure){0};
}

static int is_definition(const struct dirent *entry) {
    return entry->d_name[0] != '.' && stem(entry->d_name) > 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

int figure_list(const char *directory, char ***names, size_t *count, struct error *err) {
    struct dirent **entries;
    int found = scandir(directory, &entries, is_definition, by_bytes);
    if (found < 0)
        return error_errno(err, "%s: figure definitions cannot be listed", directory);
    char **list = calloc((size_t)found + 1, sizeof *list);
    bool complete = list;
    for (int i = 0; i < found; i++) {
        if (list)
            complete &= (list[i] = strndup(entries[i]->d_name, stem(entries[i]->d_name))) != NULL;
        free(entries[i]);
    }
    free(entries);
    if (!complete) {
        for (int i = 0; list && i < found; i++)
            free(list[i]);
        free(list);
        return error_failed(err, "%s: out of memory", directory);
    }
    *names = list;
    *count = (size_t)found;
    return 0;
}

const struct profile *figure_profile(const struct figure *figure, const char *name,
                                     struct error *err) {
    const char *names[sizeof figure->profile / sizeof *figure->profile + 1] = {NULL};
    for (size_t i = 0; i < figure->profile_count; i++)
        names[i] = figure->profile[i].name;
    int chosen = choice_parse(name, "profile", names, err);
    if (chosen < 0)
        error_wrap(err, "%s", figure->name);
    return chosen < 0 ? NULL : &figure->profile[chosen];
}
