/* figure_keys.c - tables of the keys that each section of a figure definition may hold. */
#include "figure_keys.h"

#include "base/words.h"
#include "common/choice.h"
#include "common/closest.h"
#include "common/topology.h"
#include "common/units.h"
#include "sweep.h"

#include <string.h>

enum {
    KEY_REQUIRED = 1,
    MAX_KEYS = 16,
    MAX_NODES = TOPOLOGY_MAX_NODES,
    MAX_VCPUS = 1024,
    MAX_ROUNDS = 1000
};

/* Sets one field from its text. */
typedef int setter(const char *value, void *field, struct error *err);

struct key {
    const char *name;
    size_t offset; /* of its field */
    setter *set;
    int flags;
};

static int set_text(const char *value, void *field, struct error *err) {
    char **text = field;
    *text = strdup(value);
    return *text ? 0 : error_failed(err, "out of memory");
}

static int set_words(const char *value, void *field, struct error *err) {
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

static int set_scope(const char *value, void *field, struct error *err) {
    static const char *const scopes[] = {
        [SCOPE_SOCKET] = "socket", [SCOPE_MACHINE] = "machine", NULL};
    int chosen = choice_parse(value, "value", scopes, err);
    if (chosen < 0)
        return -1;
    *(enum figure_scope *)field = (enum figure_scope)chosen;
    return 0;
}

static int set_role(const char *value, void *field, struct error *err) {
    int chosen = choice_parse(value, "value", role_names, err);
    if (chosen < 0)
        return -1;
    *(enum role *)field = (enum role)chosen;
    return 0;
}

static int set_boots(const char *value, void *field, struct error *err) {
    static const char *const policies[] = {[BOOT_ONCE] = "once", [BOOT_BLOCK] = "block", NULL};
    int chosen = choice_parse(value, "value", policies, err);
    if (chosen < 0)
        return -1;
    *(enum boot_policy *)field = (enum boot_policy)chosen;
    return 0;
}

static int set_chart(const char *value, void *field, struct error *err) {
    static const char *const charts[] = {"bars", "lines", "cdf", "paths", NULL};
    return choice_parse(value, "value", charts, err) < 0 ? -1 : set_text(value, field, err);
}

static int set_count(const char *value, void *field, uint64_t high, struct error *err) {
    uint64_t count;
    if (parse_count(value, "value", 1, high, &count, err) < 0)
        return -1;
    *(unsigned *)field = (unsigned)count;
    return 0;
}

static int set_nodes(const char *value, void *field, struct error *err) {
    return set_count(value, field, MAX_NODES, err);
}

static int set_rounds(const char *value, void *field, struct error *err) {
    return set_count(value, field, MAX_ROUNDS, err);
}

static int set_vcpus(const char *value, void *field, struct error *err) {
    if (strcmp(value, "auto") != 0)
        return set_count(value, field, MAX_VCPUS, err);
    *(unsigned *)field = 0;
    return 0;
}

static int set_size(const char *value, void *field, struct error *err) {
    uint64_t *bytes = field;
    if (parse_size(value, bytes, err) < 0)
        return -1;
    return *bytes ? 0 : error_usage(err, "must be more than 0");
}

static int set_time(const char *value, void *field, struct error *err) {
    double *seconds = field;
    if (parse_time(value, seconds, err) < 0)
        return -1;
    return *seconds > 0 ? 0 : error_usage(err, "must be more than 0");
}

static int set_medium(const char *value, void *field, struct error *err) {
    if (strcmp(value, "auto") != 0)
        return set_size(value, field, err);
    *(uint64_t *)field = FIGURE_MEDIUM_AUTO;
    return 0;
}

#define FIELD(type, field) offsetof(struct type, field)

static const struct key figure_keys[] = {
    {"title", FIELD(figure, title), set_text, KEY_REQUIRED},
    {"kernel", FIELD(figure, kernel), set_text, KEY_REQUIRED},
    {"metric", FIELD(figure, metric), set_text, KEY_REQUIRED},
    {"unit", FIELD(figure, unit), set_text, KEY_REQUIRED},
    {"axis", FIELD(figure, axis), set_text, KEY_REQUIRED},
    {"results", FIELD(figure, results), set_words, KEY_REQUIRED},
    {"environments", FIELD(figure, environments), set_words, KEY_REQUIRED},
    {"scope", FIELD(figure, scope), set_scope, KEY_REQUIRED},
    {"chart", FIELD(figure, chart), set_chart, KEY_REQUIRED},
    {"nodes", FIELD(figure, nodes), set_nodes, 0},
    {"role", FIELD(figure, role), set_role, 0},
    {"paper", FIELD(figure, paper), set_text, 0},
    {"medium", FIELD(figure, medium_bytes), set_medium, 0},
    {NULL, 0, NULL, 0},
};

static const struct key guest_keys[] = {
    {"memory", FIELD(figure, guest_memory), set_size, KEY_REQUIRED},
    {"vcpus", FIELD(figure, guest_vcpus), set_vcpus, 0},
    {NULL, 0, NULL, 0},
};

static const struct key sweep_keys[] = {
    {"key", FIELD(figure, sweep_key), set_text, KEY_REQUIRED},
    {"values", FIELD(figure, sweep_values), set_words, KEY_REQUIRED},
    {NULL, 0, NULL, 0},
};

static const struct key factors_keys[] = {
    {"environment", FIELD(figure, study_environment), set_text, KEY_REQUIRED},
    {NULL, 0, NULL, 0},
};

static const struct key no_keys[] = {{NULL, 0, NULL, 0}};

static const struct key profile_keys[] = {
    {"rounds", FIELD(profile, rounds), set_rounds, KEY_REQUIRED},
    {"boots", FIELD(profile, boots), set_boots, KEY_REQUIRED},
    {"cell-timeout", FIELD(profile, cell_timeout_s), set_time, 0},
    {"guest-memory", FIELD(profile, guest_memory), set_size, 0},
    {NULL, 0, NULL, 0},
};

static const struct key *find_key(const struct key *keys, const char *name) {
    for (; keys->name; keys++)
        if (strcmp(keys->name, name) == 0)
            return keys;
    return NULL;
}

static int unknown_key(const struct key *keys, const char *name, struct error *err) {
    const char *names[MAX_KEYS];
    size_t count = 0;
    for (; keys[count].name; count++)
        names[count] = keys[count].name;
    return error_usage(err, "unknown key (closest: %s)", closest(name, names, count));
}

static int take_entry(const struct parameter *entry, const struct key *keys, void *object,
                      struct parameters *others, struct error *err) {
    const struct key *key = find_key(keys, entry->key);
    if (key)
        return key->set(entry->value, (char *)object + key->offset, err);
    if (!others)
        return unknown_key(keys, entry->key, err);
    if (parameters_add(others, entry->key, entry->value, entry->line) < 0)
        return error_failed(err, "out of memory");
    return 0;
}

/* Sets the fields of `object`; keys that the table lacks go to `others`, or are refused without. */
static int take_section(const char *path, const struct ini_section *section, const struct key *keys,
                        void *object, struct parameters *others, struct error *err) {
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

int figure_take(const char *path, const struct ini_section *section, struct figure *figure,
                struct error *err) {
    if (strcmp(section->name, "figure") == 0)
        return parameters_merge(&figure->given, &section->entries) < 0
                   ? error_failed(err, "%s: out of memory", path)
                   : take_section(path, section, figure_keys, figure, NULL, err);
    if (strcmp(section->name, "guest") == 0)
        return take_section(path, section, guest_keys, figure, NULL, err);
    if (strcmp(section->name, "sweep") == 0)
        return take_section(path, section, sweep_keys, figure, NULL, err);
    if (strcmp(section->name, "points") == 0)
        return take_points(path, section, figure, err);
    if (strcmp(section->name, "factors") == 0)
        return take_section(path, section, factors_keys, figure, &figure->factors, err);
    return take_section(path, section, no_keys, figure, &figure->parameters, err);
}

int profile_take(const char *path, const struct ini_section *section, struct profile *profile,
                 struct error *err) {
    return take_section(path, section, profile_keys, profile, &profile->parameters, err);
}
