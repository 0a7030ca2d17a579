/* option_list.c - a command's options as lines for programs: manual pages and the completion of
 * shells are made of them, so that nothing says an option's name or help a second time. */
#include "common/option_list.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_SIZE = 256 };

/* A field of a line: "-" where there is nothing, since shells take two tabs for one. */
static void put_part(const char *text, size_t length) {
    putchar('\t');
    if (length == 0)
        putchar('-');
    for (size_t i = 0; i < length; i++)
        putchar(text[i] == '\n' || text[i] == '\t' ? ' ' : text[i]);
}

static void put(const char *text) {
    put_part(text, text ? strlen(text) : 0);
}

/* Paragraphs up to `end`, a line for each. */
static void put_paragraphs(const char *kind, const char *text, const char *end) {
    while (text < end) {
        const char *stop = strstr(text, "\n\n");
        size_t length = (size_t)((stop && stop < end ? stop : end) - text);
        fputs(kind, stdout);
        put_part(text, length);
        putchar('\n');
        text += length;
        text += strspn(text, "\n");
    }
}

static bool is_value(const char *word, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", word[i]))
            return false;
    return length > 0;
}

/* What may be typed as the value: the row's words, or those of "ROUNDS|auto" that stand for
 * themselves. */
static const char *values(const struct option_row *row, char *text, size_t size) {
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; row->words && row->words[i] && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "", row->words[i]);
    const char *word = row->words ? NULL : row->argument;
    while (word && *word && used < size) {
        size_t length = strcspn(word, "|");
        if (is_value(word, length))
            used += (size_t)snprintf(text + used, size - used, "%s%.*s", used ? " " : "",
                                     (int)length, word);
        word += length + (word[length] == '|');
    }
    return text;
}

const char *option_help(const struct option_row *row) {
    char *longer;
    if (!row->initial || strstr(row->help, "default") ||
        asprintf(&longer, "%s (default: %s)", row->help, row->initial) < 0)
        return row->help;
    return longer; /* until the process ends, which is soon */
}

int option_list(const struct option_set *set, const struct option_row *const *row, size_t count,
                struct error *err) {
    const char *about = set->about ? set->about : "", *more = strchr(about, '\v');
    const char *end = about + strlen(about);
    put_paragraphs("about", about, more ? more : end);
    put_paragraphs("more", more ? more + 1 : end, end);
    if (set->arguments) {
        fputs("words", stdout);
        put(set->arguments);
        putchar('\n');
    }
    for (size_t i = 0; i < count; i++) {
        char letter[2] = {(char)row[i]->letter, '\0'}, text[WORDS_SIZE];
        fputs("option", stdout);
        put(row[i]->name);
        put(letter);
        put(row[i]->argument);
        put(values(row[i], text, sizeof text));
        put(option_help(row[i]));
        putchar('\n');
    }
    return fflush(stdout) == 0 ? 0 : error_errno(err, "stdout");
}
