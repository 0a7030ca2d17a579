/* ini.c - the reader of INI files. */
#include "ini.h"

#include "base/json_text.h"
#include "base/words.h"
#include "common/cleanup.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

const struct ini_section *ini_section(const struct ini *ini, const char *name) {
    for (size_t i = 0; i < ini->count; i++)
        if (strcmp(ini->section[i].name, name) == 0)
            return &ini->section[i];
    return NULL;
}

void ini_free(struct ini *ini) {
    for (size_t i = 0; i < ini->count; i++) {
        free(ini->section[i].name);
        parameters_free(&ini->section[i].entries);
    }
    ini->count = 0;
}

/* Cuts blanks off both ends, in place. */
static char *trim(char *text) {
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return text;
}

static int take_section(struct ini *ini, char *text, int line, struct error *err) {
    size_t size = strlen(text);
    if (text[size - 1] != ']')
        return error_usage(err, "%s: section without its closing ]", text);
    text[size - 1] = '\0';
    const char *name = trim(text + 1);
    const struct ini_section *earlier = ini_section(ini, name);
    if (earlier)
        return error_usage(err, "[%s]: there already, in line %d", name, earlier->line);
    if (ini->count == INI_MAX_SECTIONS)
        return error_usage(err, "[%s]: more than %d sections", name, INI_MAX_SECTIONS);
    struct ini_section *section = &ini->section[ini->count];
    *section = (struct ini_section){.name = strdup(name), .line = line};
    if (!section->name)
        return error_failed(err, "[%s]: out of memory", name);
    ini->count++;
    return 0;
}

static int take_entry(struct ini *ini, char *text, int line, struct error *err) {
    char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return error_usage(err, "'%s' is neither [section] nor key = value", text);
    *equals = '\0';
    const char *key = trim(text), *value = trim(equals + 1);
    if (ini->count == 0)
        return error_usage(err, "%s: stands before the first [section]", key);
    if (*value == '\0')
        return error_usage(err, "%s: has no value", key);
    struct parameters *entries = &ini->section[ini->count - 1].entries;
    const struct parameter *earlier = parameters_find(entries, key);
    if (earlier)
        return error_usage(err, "%s: there already, in line %d", key, earlier->line);
    if (parameters_add(entries, key, value, line) < 0)
        return error_failed(err, "%s: out of memory", key);
    return 0;
}

static int take_line(struct ini *ini, char *text, int line, struct error *err) {
    text = trim(text);
    if (strncmp(text, byte_order_mark, strlen(byte_order_mark)) == 0)
        return error_usage(err, "begins with a byte order mark (BOM); save it as UTF-8 without");
    if (!text_is_plain(text))
        return error_usage(err, "not UTF-8, or with control characters: not a text file");
    if (*text == '\0' || *text == '#' || *text == ';')
        return 0;
    return *text == '[' ? take_section(ini, text, line, err) : take_entry(ini, text, line, err);
}

static int take_lines(struct ini *ini, FILE *file, const char *path, struct error *err) {
    cleanup_free char *text = NULL;
    size_t capacity = 0;
    ssize_t size;
    for (int line = 1; (size = getline(&text, &capacity, file)) >= 0; line++) {
        if (strlen(text) != (size_t)size)
            return error_usage(err, "%s:%d: a zero byte: not a text file", path, line);
        if (take_line(ini, text, line, err) < 0)
            return error_wrap(err, "%s:%d", path, line);
    }
    if (ferror(file))
        return error_errno(err, "%s: cannot be read", path);
    return 0;
}

/* That the definition is missing would be no news to who sees its name. */
static int tell_dangling_link(const char *path, struct error *err) {
    char target[PATH_MAX];
    ssize_t size = readlink(path, target, sizeof target);
    if (size > 0 && access(path, F_OK) < 0)
        return error_usage(err, "%s: a symbolic link to %.*s, which cannot be opened: %s", path,
                           (int)size, target, strerror(errno));
    return -1;
}

int ini_read(const char *path, struct ini *ini, struct error *err) {
    *ini = (struct ini){0};
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file) {
        error_errno(err, "%s", path);
        return tell_dangling_link(path, err);
    }
    if (take_lines(ini, file, path, err) < 0) {
        ini_free(ini);
        return -1;
    }
    return 0;
}
