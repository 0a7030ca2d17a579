/* cause.c - the line that tells why. */
#include "cause.h"

#include "common/quoted.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { KEPT = 2048 };

/* Does a line have any of these words? They end with NULL. */
static bool has(const char *line, int size, const char *const *words) {
    char text[512];
    snprintf(text, sizeof text, "%.*s", size, line);
    for (; *words; words++)
        if (strcasestr(text, *words))
            return true;
    return false;
}

static bool is_blank(const char *line, int size) {
    return (int)strspn(line, " \t\r") >= size;
}

/* Marks, headings of several kernels, and what they quote. */
static bool is_virtaxs_own(const char *line, int size) {
    static const char *const marks[] = {"virtax: begin", "virtax: ready", "virtax: end",
                                        "virtax: oom", NULL};
    int node, heading = 0;
    for (const char *const *mark = marks; *mark; mark++)
        if (size == (int)strlen(*mark) && strncmp(line, *mark, (size_t)size) == 0)
            return true;
    return (size > 7 && strncmp(line, "virtax-", 7) == 0) || /* of a frame that is not cut yet */
           strncmp(line, QUOTED, strlen(QUOTED)) == 0 ||
           (sscanf(line, "node %d:%n", &node, &heading) == 1 && heading == size);
}

static bool is_hint(const char *line, int size) {
    static const char *const hints[] = {"Run '", "Run `",  "See '",     "Try '",
                                        "Try `", "Usage:", "For more ", NULL};
    for (const char *const *hint = hints; *hint; hint++)
        if (size >= (int)strlen(*hint) && strncasecmp(line, *hint, strlen(*hint)) == 0)
            return true;
    return false;
}

static bool tells_of_an_error(const char *line, int size) {
    static const char *const words[] = {"error",     "fail",      "cannot",         "could not",
                                        "unable to", "denied",    "refused",        "invalid",
                                        "no such",   "not found", "not permitted",  "not supported",
                                        "unknown",   "fatal",     "does not exist", NULL};
    static const char *const milder[] = {"warning",    "deprecated",  "notice",
                                         "level=info", "level=debug", NULL};
    return has(line, size, words) && !has(line, size, milder);
}

const char *cause_line(const char *said, int *size) {
    const char *last = "";
    *size = 0;
    for (const char *line = said; *line;) {
        int length = (int)strcspn(line, "\r\n");
        if (!is_blank(line, length) && !is_virtaxs_own(line, length) && !is_hint(line, length)) {
            last = line;
            *size = length;
            if (tells_of_an_error(line, length))
                break;
        }
        line += length;
        line += *line != '\0';
    }
    return last;
}

const char *cause_told(const char *said, int *size) {
    static const char silence[] = "without a word";
    const char *line = cause_line(said ? said : "", size);
    if (*size > 0)
        return line;
    *size = (int)strlen(silence);
    return silence;
}

int cause_failed(const char *command, const struct process_result *result, struct error *err) {
    int size;
    const char *line = cause_told(result->err, &size), *all = result->err;
    size_t length = strlen(all);
    while (length > 0 && strchr(" \t\r\n", all[length - 1]))
        length--;
    if (length > KEPT) {
        all += length - KEPT;
        length = KEPT;
    }
    bool more = memchr(all, '\n', length);
    return error_failed(err, "%s: %s%.*s (exit status %d)%s%.*s", command,
                        result->timed_out ? "timed out; " : "", size, line, result->exit_status,
                        more ? "\n" : "", more ? (int)length : 0, all);
}
