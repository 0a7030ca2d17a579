/* argv.c - grows a list of words one at a time; a lack of memory is remembered until it is asked
 * for. */
#include "argv.h"

#include "common/cleanup.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes over the word; NULL: there was no memory for it. */
static void take(struct argv *argv, char *word) {
    char **grown = NULL;
    if (word && !argv->is_short)
        grown = reallocarray(argv->word, argv->count + 2, sizeof *grown);
    if (grown) {
        argv->word = grown;
        argv->word[argv->count++] = word;
        argv->word[argv->count] = NULL;
        return;
    }
    free(word);
    argv_free(argv->word);
    *argv = (struct argv){.is_short = true};
}

void argv_add(struct argv *argv, const char *format, ...) {
    char *word;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&word, format, args);
    va_end(args);
    take(argv, length < 0 ? NULL : word);
}

void argv_add_all(struct argv *argv, const char *const *words) {
    for (; *words; words++)
        argv_add(argv, "%s", *words);
}

void argv_join(struct argv *argv, const struct argv *more) {
    if (more->is_short)
        take(argv, NULL);
    else if (more->word)
        argv_add_all(argv, argv_words(more));
}

int argv_check(const struct argv *argv, struct error *err) {
    return argv->is_short ? error_failed(err, "out of memory") : 0;
}

const char *const *argv_words(const struct argv *argv) {
    return (const char *const *)argv->word;
}

void argv_free(char **words) {
    for (char **word = words; word && *word; word++)
        free(*word);
    free(words);
}

/* Each `special` becomes `instead`. */
static char *replaced(const char *text, char special, const char *instead) {
    size_t size = 1;
    for (const char *at = text; *at; at++)
        size += *at == special ? strlen(instead) : 1;
    char *made = malloc(size), *to = made;
    for (; made && *text; text++) {
        if (*text == special)
            to = stpcpy(to, instead);
        else
            *to++ = *text;
    }
    if (made)
        *to = '\0';
    return made;
}

char *shell_quote(const char *word) {
    cleanup_free char *inside = replaced(word, '\'', "'\\''");
    char *quoted = NULL;
    return inside && asprintf(&quoted, "'%s'", inside) >= 0 ? quoted : NULL;
}

char *quote_doubled(const char *text, char doubled) {
    return replaced(text, doubled, (char[]){doubled, doubled, '\0'});
}
