/* remote_settings.c - one connection for all of them. */
#include "remote_settings.h"

#include "base/argv.h"
#include "base/json_text.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "remote_shell.h"

#include <stdbool.h>
#include <string.h>

enum { ANSWER_TIMEOUT_S = 120 };

static const char functions[] =
    "put() { { echo \"$2\" >\"$1\"; } 2>/dev/null; }\n"
    "get() { text=$(cat \"$1\" 2>/dev/null) && { answer \"$1\"; echo \"$text\"; }; }\n";

static int add_setting(FILE *script, const char *path, const char *value) {
    cleanup_free char *at = shell_quote(path), *new = value ? shell_quote(value) : NULL;
    if (!at || (value && !new))
        return -1;
    if (new)
        fprintf(script, "put %s %s\n", at, new);
    fprintf(script, "get %s\n", at);
    return 0;
}

/* NULL where memory is short. */
static char *script_of(const json_t *settings, bool write) {
    char *text = NULL;
    size_t size;
    FILE *script = open_memstream(&text, &size);
    if (!script)
        return NULL;
    bool whole = fputs(functions, script) >= 0;
    const char *path;
    json_t *value;
    json_object_foreach((json_t *)settings, path, value) whole =
        whole && add_setting(script, path, write ? json_string_value(value) : NULL) == 0;
    whole = whole && fputs("true", script) >= 0;
    if (fclose(script) == 0 && whole)
        return text;
    free(text);
    return NULL;
}

json_t *remote_settings(const struct ssh_target *target, const json_t *settings, bool write,
                        struct error *err) {
    cleanup_free char *script = script_of(settings, write);
    if (!script)
        return error_null(error_failed(err, "out of memory"));
    cleanup_json json_t *answers = remote_ask(target, script, ANSWER_TIMEOUT_S, err);
    json_t *seen = answers ? json_object() : NULL;
    const char *path;
    json_t *value;
    json_object_foreach((json_t *)settings, path, value) {
        const char *answer = json_string_value(json_object_get(answers, path));
        cleanup_free char *text = answer ? strdup(answer) : NULL;
        if (!text)
            continue;
        setting_text(text);
        json_object_set_new(seen, path, json_text(text));
    }
    return seen;
}

int remote_setting_restore(const struct ssh_target *target, const char *path, const char *old,
                           struct error *err) {
    cleanup_json json_t *value = json_pack("{s:s}", path, old);
    cleanup_json json_t *seen = value ? remote_settings(target, value, true, err) : NULL;
    if (!seen)
        return value ? -1 : error_failed(err, "out of memory");
    const char *now = json_string_value(json_object_get(seen, path));
    if (!now || strcmp(now, old) == 0)
        return 0;
    return error_failed(err, "%s: %s is '%s', and was '%s' before the run", target->destination,
                        path, now, old);
}
