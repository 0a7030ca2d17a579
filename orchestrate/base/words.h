/* words.h - lists of words, of warnings, and of parameters with their values, as figures and plans
 * hold them. */
#ifndef VIRTAX_WORDS_H
#define VIRTAX_WORDS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* A list of words; `word[0..count-1]`. */
struct words {
    size_t count;
    char **word;
};

/* A kernel parameter: `key` is a long option of the kernel without "--"; `value` "auto" leaves it
 * to the kernel's own resolution on the host. `line` is where the definition sets it. */
struct parameter {
    char *key;
    char *value;
    int line;
};

struct parameters {
    size_t count;
    struct parameter *item;
};

/* Each appends copies; -1 where memory is short. */
int words_add(struct words *words, const char *word);
int parameters_add(struct parameters *parameters, const char *key, const char *value, int line);

/* Appends a sentence (printf-like); where memory is short it is lost. */
void words_say(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Appends copies of all; -1 where memory is short. */
int words_join(struct words *words, const struct words *more);

/* Appends the words of a text, separated by blanks; -1 where memory is short. */
int words_split(struct words *words, const char *text);

/* Adds copies of `more`; one that is there already takes the new value and line at its old place.
 * -1 where memory is short. */
int parameters_merge(struct parameters *parameters, const struct parameters *more);

/* Takes the entry of that key out, if there is one. */
void parameters_remove(struct parameters *parameters, const char *key);

/* The entry of that key, or NULL. */
const struct parameter *parameters_find(const struct parameters *parameters, const char *key);

/* The index of that word, or -1. */
int words_index(const struct words *words, const char *word);

void words_free(struct words *words);
void parameters_free(struct parameters *parameters);

/* Appends to a list that array.h grows; where memory is short the warning is lost. */
void warnings_add(char ***warning, size_t *count, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

/* Is it said already? */
bool warnings_have(char *const *warning, size_t count, const char *text);

#endif
