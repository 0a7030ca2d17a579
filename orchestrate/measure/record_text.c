/* record_text.c - finds the first gate that failed and the kernel's last words. */
#include "record_text.h"

#include "base/cause.h"
#include "common/plain_text.h"
#include "common/quoted.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

bool gate_failed(const json_t *gate) {
    return strcmp(text_of(gate, "state"), "failed") == 0;
}

bool gate_warned(const json_t *gate) {
    return strcmp(text_of(gate, "state"), "warned") == 0;
}

bool record_was_measured(const json_t *record) {
    size_t i;
    const json_t *gate;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        const char *name = json_string_value(json_object_get(gate, "name"));
        const char *state = json_string_value(json_object_get(gate, "state"));
        bool basic = strcmp(name, "exit") == 0 || strcmp(name, "checks") == 0;
        if (basic && strcmp(state, "ok") != 0)
            return false;
    }
    return json_is_object(json_object_get(record, "kernel")) && !json_object_get(record, "error");
}

const char *gate_describe(const json_t *gate, char *buffer, size_t size) {
    const json_t *value = json_object_get(gate, "value"), *limit = json_object_get(gate, "limit");
    int used = snprintf(buffer, size, "%s failed", text_of(gate, "name"));
    if (json_is_string(value))
        used += snprintf(buffer + used, size - (size_t)used, ": %.140s", json_string_value(value));
    else if (json_is_number(value))
        used +=
            snprintf(buffer + used, size - (size_t)used, ": value %g", json_number_value(value));
    if (json_is_number(limit) && (size_t)used < size)
        snprintf(buffer + used, size - (size_t)used, "%s limit %g", json_is_null(value) ? ":" : ",",
                 json_number_value(limit));
    return buffer;
}

const char *record_last_words(const json_t *record, char *buffer, size_t size) {
    int length;
    const char *line = cause_line(text_of(record, "stderr"), &length);
    snprintf(buffer, size, "%.*s", length, line);
    return plain_text(buffer);
}

const char *record_cause(const json_t *record, char *buffer, size_t size) {
    const char *error = text_of(record, "error");
    if (*error) {
        snprintf(buffer, size, "%.*s", (int)strcspn(error, "\n"), error);
        return plain_text(buffer);
    }
    size_t i;
    const json_t *gate;
    json_array_foreach(json_object_get(record, "gates"), i, gate) {
        if (!gate_failed(gate))
            continue;
        char what[200], words[256];
        gate_describe(gate, what, sizeof what);
        record_last_words(record, words, sizeof words);
        snprintf(buffer, size, "%s%s%s%s", what, *words ? " (" : "", words, *words ? ")" : "");
        return plain_text(buffer);
    }
    bool silent = !json_is_object(json_object_get(record, "kernel"));
    snprintf(buffer, size, "%s",
             silent ? "the kernel gave no result" : "the record says that it is not valid");
    return buffer;
}

const char *record_quoted(const json_t *record, char *buffer, size_t size) {
    static const char *const members[] = {"stderr", "peer_stderr"};
    size_t used = 0, mark = strlen(QUOTED);
    buffer[0] = '\0';
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        for (const char *line = text_of(record, members[i]); *line; line += *line == '\n') {
            int length = (int)strcspn(line, "\n");
            if (strncmp(line, QUOTED, mark) == 0 && used + (size_t)length - mark + 1 < size)
                used += (size_t)snprintf(buffer + used, size - used, "%.*s\n", length - (int)mark,
                                         line + mark);
            line += length;
        }
    return plain_text(buffer);
}
