/* frame.c - marks around and within what a script says. */
#include "frame.h"

#include "base/json_text.h"
#include "common/cleanup.h"

#include <ctype.h>
#include <string.h>
#include <sys/random.h>

/* Every mark begins a line of its own, whatever was said before it. The word stands in a variable:
 * a shell that shows the command shows no mark. */
static const char around[] = "mark=%s\n"
                             "answer() { printf '\\nvirtax-%%s answer %%s\\n' $mark \"$1\"; }\n"
                             "edge() { printf '\\nvirtax-%%s %%s\\n' $mark \"$1\"; }\n"
                             "edge begin; edge begin >&2\n"
                             "(\n%s\n)\n"
                             "status=$?\n"
                             "edge \"end $status\"; edge \"end $status\" >&2\n"
                             "exit $status";

int frame_make(struct frame *frame, struct error *err) {
    unsigned char random[8];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(frame->word + 2 * i, 3, "%02x", random[i]);
    return 0;
}

/* As printf's %b takes it: between single quotes every shell, csh and fish too, leaves it as it is.
 */
static char *encoded(const char *script) {
    char *code = malloc(5 * strlen(script) + 1), *to = code;
    for (; code && *script; script++) {
        if (isalnum((unsigned char)*script) || strchr(" -./=_", *script))
            *to++ = *script;
        else
            to += sprintf(to, "\\0%03o", (unsigned char)*script);
    }
    if (code)
        *to = '\0';
    return code;
}

char *frame_command(const struct frame *frame, const char *script) {
    cleanup_free char *framed = NULL;
    if (asprintf(&framed, around, frame->word, script) < 0)
        return NULL;
    cleanup_free char *code = encoded(framed);
    char *command = NULL;
    /* exec: start-up files that set a trap on EXIT say nothing after the script. */
    if (!code || asprintf(&command,
                          "exec env -i PATH=\"$PATH\"':/usr/sbin:/sbin' LC_ALL=C HOME=/ sh -c "
                          "'eval \"$(printf %%b \"$0\")\"' '%s'",
                          code) < 0)
        return NULL;
    return command;
}

/* Where a mark begins, newline included, and what follows it. */
static const char *find(const struct frame *frame, const char *text, const char *what,
                        const char **rest) {
    char mark[64];
    snprintf(mark, sizeof mark, "\nvirtax-%s %s", frame->word, what);
    const char *at = strstr(text, mark);
    if (at)
        *rest = at + strlen(mark);
    return at;
}

int frame_status(const struct frame *frame, const char *text) {
    const char *status;
    return find(frame, text, "end ", &status) ? atoi(status) : -1;
}

bool frame_cut(const struct frame *frame, char *text) {
    const char *from, *rest;
    if (!frame->word[0])
        return true;
    if (!find(frame, text, "begin\n", &from))
        return false;
    const char *end = find(frame, from, "end ", &rest);
    size_t size = end ? (size_t)(end - from) : strlen(from);
    memmove(text, from, size);
    text[size] = '\0';
    return true;
}

static bool first_line(const char *text, size_t size, char *line, size_t room) {
    size_t blank = strspn(text, " \t\r\n");
    if (blank >= size)
        return false;
    size_t length = strcspn(text + blank, "\r\n");
    if (length > size - blank)
        length = size - blank;
    snprintf(line, room, "%.*s", (int)length, text + blank);
    return true;
}

void frame_outside(const struct frame *frame, const char *text, char *line, size_t size) {
    const char *from, *rest;
    line[0] = '\0';
    const char *begin = find(frame, text, "begin\n", &from);
    if (!begin || first_line(text, (size_t)(begin - text), line, size))
        return;
    if (find(frame, from, "end ", &rest)) {
        rest += strcspn(rest, "\n");
        first_line(rest, strlen(rest), line, size);
    }
}

json_t *frame_answers(const struct frame *frame, const char *text) {
    json_t *answers = json_object();
    const char *key, *next;
    bool found = find(frame, text, "answer ", &key);
    while (answers && found) {
        size_t key_size = strcspn(key, "\n");
        const char *value = key + key_size + (key[key_size] == '\n');
        const char *end = find(frame, value, "answer ", &next);
        found = end;
        size_t size = end ? (size_t)(end - value) : strlen(value);
        if (size > 0 && value[size - 1] == '\n')
            size--;
        cleanup_free char *name = strndup(key, key_size), *answer = strndup(value, size);
        if (!name || !answer || json_object_set_new(answers, name, json_text(answer)) < 0) {
            json_decref(answers);
            return NULL;
        }
        key = next;
    }
    return answers;
}
