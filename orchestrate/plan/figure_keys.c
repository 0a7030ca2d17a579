/* figure_keys.c - tables of the keys that each section of a figure definition may hold. */
#include "figure_keys.h"

#include "base/words.h"
#include "common/choice.h"
#include "common/closest.h"
#include "common/option.h"
#include "common/topology.h"
#include "sweep.h"

#include <string.h>

enum { KEY_REQUIRED = 0x100, MAX_KEYS = 20, MAX_VCPUS = 1024 };

static int take_text(const struct option_row *row, const char *value, void *field,
                     struct error *err) {
    (void)row;
    char **text = field;
    *text = strdup(value);
    return *text ? 0 : error_failed(err, "out of memory");
}

/* A text that is one of the row's words. */
static int take_word(const struct option_row *row, const char *value, void *field,
                     struct error *err) {
    return choice_parse(value, row->what, row->words, err) < 0 ? -1
                                                               : take_text(row, value, field, err);
}

static int take_words(const struct option_row *row, const char *value, void *field,
                      struct error *err) {
    (void)row;
    struct words *words = field;
    if (words_split(words, value) < 0)
        return error_failed(err, "out of memory");
    for (size_t i = 0; i < words->count; i++) {
        if (words_index(words, words->word[i]) != (int)i)
            return error_usage(err, "'%s' is there twice", words->word[i]);
        if (strcmp(words->word[i], "-") == 0)
            words->word[i][0] = '\0';
    }
    return 0;
}

static int take_vcpus(const struct option_row *row, const char *value, void *field,
                      struct error *err) {
    if (strcmp(value, "auto") != 0)
        return option_number.parse(row, value, field, err);
    *(unsigned *)field = 0;
    return 0;
}

static int take_medium(const struct option_row *row, const char *value, void *field,
                       struct error *err) {
    if (strcmp(value, "auto") != 0)
        return option_size.parse(row, value, field, err);
    *(uint64_t *)field = FIGURE_MEDIUM_AUTO;
    return 0;
}

static const struct option_type text = {.parse = take_text}, word = {.parse = take_word},
                                some_words = {.parse = take_words}, vcpus = {.parse = take_vcpus},
                                medium = {.parse = take_medium};

const char *const boot_names[] = {[BOOT_ONCE] = "once", [BOOT_BLOCK] = "block", NULL};
const char *const interleave_names[] = {
    [INTERLEAVE_SLICES] = "slices", [INTERLEAVE_CELLS] = "cells", NULL};
const char *const right_names[] = {[RIGHT_NONE] = "none", [RIGHT_OVERHEAD] = "overhead", NULL};
static const char *const scopes[] = {[SCOPE_SOCKET] = "socket", [SCOPE_MACHINE] = "machine", NULL};
static const char *const charts[] = {"bars", "lines", "cdf", "paths", "forest", NULL};

/* `value` is what the key's value is called, NULL where it is one of the row's words. */
#define KEY(key, value, about, object, field, kind, ...)                                           \
    {                                                                                              \
        .name = (key), .argument = (value), .help = (about),                                       \
        .offset = offsetof(struct object, field), .type = &(kind), __VA_ARGS__                     \
    }
#define REQUIRED .flags = KEY_REQUIRED
#define WORD_OF(list) .what = "value", .words = (list)
#define NUMBER(most) .what = "value", .low = 1, .high = (most)
#define NOT_ZERO .what = "must be more than 0"

/* What a view says anew. */
#define SHOWN_KEYS                                                                                 \
    KEY("title", "TEXT", "What the figure is called", figure, title, text, REQUIRED),              \
        KEY("metric", "NAME",                                                                      \
            "What is shown of the kernel's results, as KERNEL --resolve tells them", figure,       \
            metric, text, REQUIRED),                                                               \
        KEY("unit", "TEXT", "Of that metric, as the kernel tells it", figure, unit, text,          \
            REQUIRED),                                                                             \
        KEY("axis", "TEXT", "Label of the axis of values", figure, axis, text, REQUIRED),          \
        KEY("results", "WORD...",                                                                  \
            "The x of the kernel's results in order; - is the empty one, a|b whichever there is",  \
            figure, results, some_words, REQUIRED),                                                \
        KEY("chart", NULL,                                                                         \
            "How it is drawn; forest: ratios to the reference, a row for each result", figure,     \
            chart, word, REQUIRED, WORD_OF(charts)),                                               \
        KEY("paper", "NAME", "The figure of data/paper whose numbers stand beside these", figure,  \
            paper, text, .flags = 0),                                                              \
        KEY("against", "METRIC",                                                                   \
            "Lines stand over this metric of the kernel, or over utilisation, of the CPUs",        \
            figure, against, text, .flags = 0),                                                    \
        KEY("right", NULL, "What the right axis of lines shows; overhead: of each series, dashed", \
            figure, right, option_word, WORD_OF(right_names))

static const struct option_row figure_keys[] = {
    SHOWN_KEYS,
    KEY("kernel", "NAME", "The kernel that measures it, below build/bin", figure, kernel, text,
        REQUIRED),
    KEY("service", "NAME", "The server that the kernel loads from the peer, or one of many keeps",
        figure, service, text, .flags = 0),
    KEY("environments", "WORD...", "The series in order; the first is the reference of every ratio",
        figure, environments, some_words, REQUIRED),
    KEY("scope", NULL, "The CPUs and memory of one socket, or of the whole machine", figure, scope,
        option_word, REQUIRED, WORD_OF(scopes)),
    KEY("nodes", "N", "NUMA nodes that it needs; default: 1", figure, nodes, option_number,
        NUMBER(TOPOLOGY_MAX_NODES)),
    KEY("role", NULL, "What the environments are to the peer; default: alone, without a peer",
        figure, role, option_word, WORD_OF(role_names)),
    KEY("interleave", NULL, "How the series of a block take turns; default: slices where all can",
        figure, interleave, option_word, WORD_OF(interleave_names)),
    KEY("slice", "TIME", "Length of a slice; default: chosen while measuring", figure, slice_s,
        option_time, .flags = OPTION_OPEN),
    KEY("medium", "auto|SIZE",
        "Storage that it measures on; auto: as much as the kernel's files need", figure,
        medium_bytes, medium, NOT_ZERO),
    {0},
};

_Static_assert(sizeof figure_keys / sizeof *figure_keys <= MAX_KEYS + 1,
               "the longest table, and its end");

static const struct option_row view_keys[] = {
    KEY("of", "FIGURE",
        "The figure whose cells it shows otherwise; in one run with it nothing is measured twice",
        figure, view_of, text, REQUIRED),
    SHOWN_KEYS,
    {0},
};

static const struct option_row guest_keys[] = {
    KEY("memory", "SIZE", "Of a guest", figure, guest_memory, option_size, REQUIRED, NOT_ZERO),
    KEY("vcpus", "auto|N", "Of a guest; auto: as many as the figure's CPUs", figure, guest_vcpus,
        vcpus, NUMBER(MAX_VCPUS)),
    {0},
};

static const struct option_row sweep_keys[] = {
    KEY("key", "NAME", "The parameter of the kernel that is on the x axis", figure, sweep_key, text,
        REQUIRED),
    KEY("values", "WORD...", "Its values, a cell for each", figure, sweep_values, some_words,
        REQUIRED),
    KEY("share-of", "METRIC",
        "The values are shares, such as 50%, of what the reference does by this metric", figure,
        share_of, text, .flags = 0),
    {0},
};

static const struct option_row factors_keys[] = {
    KEY("environment", "NAME",
        "What the study varies; each other line is a factor with its levels, the baseline's first",
        figure, study_environment, text, REQUIRED),
    {0},
};

static const struct option_row no_keys[] = {{0}};

static const struct option_row profile_keys[] = {
    KEY("rounds", "N", "Blocks to measure", profile, rounds, option_number, REQUIRED,
        NUMBER(PLAN_ROUNDS_MOST)),
    KEY("boots", NULL, "Guests boot once for each shape, or anew for each block", profile, boots,
        option_word, REQUIRED, WORD_OF(boot_names)),
    KEY("cell-timeout", "TIME", "What a cell may take; default: 600 s", profile, cell_timeout_s,
        option_time, .flags = OPTION_OPEN),
    KEY("guest-memory", "SIZE", "Instead of [guest] memory", profile, guest_memory, option_size,
        NOT_ZERO),
    KEY("values", "WORD...", "Instead of [sweep] values", profile, values, some_words, .flags = 0),
    {0},
};

static const struct option_row *find_key(const struct option_row *keys, const char *name) {
    for (; keys->name; keys++)
        if (strcmp(keys->name, name) == 0)
            return keys;
    return NULL;
}

static int unknown_key(const struct option_row *keys, const char *name, struct error *err) {
    const char *names[MAX_KEYS];
    size_t count = 0;
    for (; keys[count].name; count++)
        names[count] = keys[count].name;
    return error_usage(err, "unknown key (closest: %s)", closest(name, names, count));
}

static int take_entry(const struct parameter *entry, const struct option_row *keys, void *object,
                      struct parameters *others, struct error *err) {
    const struct option_row *key = find_key(keys, entry->key);
    if (key)
        return key->type->parse(key, entry->value, (char *)object + key->offset, err);
    if (!others)
        return unknown_key(keys, entry->key, err);
    if (parameters_add(others, entry->key, entry->value, entry->line) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

/* Sets the fields of `object`; keys that the table lacks go to `others`, or are refused without. */
static int take_section(const char *path, const struct ini_section *section,
                        const struct option_row *keys, void *object, struct parameters *others,
                        struct error *err) {
    for (size_t i = 0; i < section->entries.count; i++) {
        const struct parameter *entry = &section->entries.item[i];
        if (take_entry(entry, keys, object, others, err) < 0)
            return error_wrap(err, "%s:%d: %s", path, entry->line, entry->key);
    }
    for (; keys->name; keys++)
        if ((keys->flags & KEY_REQUIRED) && !parameters_find(&section->entries, keys->name))
            return error_usage(err, "%s:%d: %s: missing in [%s]", path, section->line, keys->name,
                               section->name);
    return 0;
}

/* Every key is a point of its own. */
static int take_points(const char *path, const struct ini_section *section, struct figure *figure,
                       struct error *err) {
    for (size_t i = 0; i < section->entries.count; i++) {
        const struct parameter *entry = &section->entries.item[i];
        if (sweep_add_point(&figure->sweep_values, &figure->sweep_sets, entry->key, entry->value,
                            err) < 0)
            return error_wrap(err, "%s:%d: %s", path, entry->line, entry->key);
    }
    return section->entries.count > 0
               ? 0
               : error_usage(err, "%s:%d: [points]: empty", path, section->line);
}

static const struct {
    const char *name;
    const struct option_row *keys;
} sections[] = {
    {"figure", figure_keys},   {"figure of a view", view_keys},
    {"guest", guest_keys},     {"sweep", sweep_keys},
    {"factors", factors_keys}, {"quick, standard, paper", profile_keys},
};

void figure_keys_print(FILE *out) {
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        for (const struct option_row *key = sections[i].keys; key->name; key++) {
            fprintf(out, "%s\t%s\t", sections[i].name, key->name);
            for (size_t w = 0; !key->argument && key->words[w]; w++)
                fprintf(out, "%s%s", w ? "|" : "", key->words[w]);
            fprintf(out, "%s\t%s\t%s\n", key->argument ? key->argument : "",
                    key->flags & KEY_REQUIRED ? "required" : "optional", key->help);
        }
    }
}

int figure_take(const char *path, const struct ini_section *section, struct figure *figure,
                struct error *err) {
    if (strcmp(section->name, "figure") == 0)
        return parameters_merge(&figure->given, &section->entries) < 0
                   ? error_failed(err, "%s: out of memory", path)
                   : take_section(path, section, figure_keys, figure, NULL, err);
    if (strcmp(section->name, "guest") == 0)
        return take_section(path, section, guest_keys, figure, NULL, err);
    if (strcmp(section->name, "sweep") == 0)
        return parameters_merge(&figure->given_sweep, &section->entries) < 0
                   ? error_failed(err, "%s: out of memory", path)
                   : take_section(path, section, sweep_keys, figure, NULL, err);
    if (strcmp(section->name, "points") == 0)
        return take_points(path, section, figure, err);
    if (strcmp(section->name, "factors") == 0)
        return take_section(path, section, factors_keys, figure, &figure->factors, err);
    return take_section(path, section, no_keys, figure, &figure->parameters, err);
}

/* What the figure says of these keys does not hold for the view. */
static void forget(struct figure *figure) {
    char **const texts[] = {&figure->view_of, &figure->title, &figure->metric,  &figure->unit,
                            &figure->axis,    &figure->chart, &figure->against, &figure->paper};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        free(*texts[i]);
        *texts[i] = NULL;
    }
    figure->right = RIGHT_NONE;
    words_free(&figure->results);
    parameters_free(&figure->given);
}

int figure_take_view(const char *path, const struct ini_section *section, struct figure *figure,
                     struct error *err) {
    forget(figure);
    return parameters_merge(&figure->given, &section->entries) < 0
               ? error_failed(err, "%s: out of memory", path)
               : take_section(path, section, view_keys, figure, NULL, err);
}

int profile_take(const char *path, const struct ini_section *section, struct profile *profile,
                 struct error *err) {
    return take_section(path, section, profile_keys, profile, &profile->parameters, err);
}
