/* others.c - sections of four texts each. */
#include "others.h"

#include "common/closest.h"

#include <string.h>

static const char *const keys[] = {"figure", "what", "says", "source"};
enum { KEYS = sizeof keys / sizeof *keys };

static int take(const char *path, const struct ini_section *section, struct other *other,
                struct error *err) {
    const char **texts[KEYS] = {&other->figure, &other->what, &other->says, &other->source};
    for (size_t k = 0; k < KEYS; k++) {
        const struct parameter *entry = parameters_find(&section->entries, keys[k]);
        if (!entry)
            return error_usage(err, "%s:%d: %s: missing in [%s]", path, section->line, keys[k],
                               section->name);
        *texts[k] = entry->value;
    }
    for (size_t i = 0; i < section->entries.count; i++) {
        const struct parameter *entry = &section->entries.item[i];
        bool known = false;
        for (size_t k = 0; k < KEYS; k++)
            known = known || strcmp(keys[k], entry->key) == 0;
        if (!known)
            return error_usage(err, "%s:%d: %s: unknown key (closest: %s)", path, entry->line,
                               entry->key, closest(entry->key, keys, KEYS));
    }
    return 0;
}

int others_read(const char *path, struct others *others, struct error *err) {
    *others = (struct others){0};
    int status = ini_read(path, &others->ini, err);
    for (size_t i = 0; status == 0 && i < others->ini.count; i++, others->count++)
        status = take(path, &others->ini.section[i], &others->other[i], err);
    if (status < 0)
        others_free(others);
    return status;
}

void others_free(struct others *others) {
    ini_free(&others->ini);
    others->count = 0;
}
