/* words.c - lists that grow by copies. */
#include "words.h"

#include "array.h"
#include "common/cleanup.h"
#include "common/plain_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int words_add(struct words *words, const char *word) {
    char *copy = strdup(word);
    char **added = NULL;
    if (copy)
        added = array_add(words->word, words->count);
    if (added)
        *added = copy;
    else
        free(copy);
    return added ? 0 : -1;
}

void words_say(struct words *words, const char *format, ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    if (text)
        (void)words_add(words, text);
    free(text);
}

int words_join(struct words *words, const struct words *more) {
    for (size_t i = 0; i < more->count; i++)
        if (words_add(words, more->word[i]) < 0)
            return -1;
    return 0;
}

int words_split(struct words *words, const char *text) {
    cleanup_free char *copy = strdup(text);
    char *rest = copy, *word;
    while ((word = strsep(&rest, " \t")))
        if (*word && words_add(words, word) < 0)
            return -1;
    return copy ? 0 : -1;
}

int words_index(const struct words *words, const char *word) {
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->word[i], word) == 0)
            return (int)i;
    return -1;
}

void words_free(struct words *words) {
    for (size_t i = 0; i < words->count; i++)
        free(words->word[i]);
    free(words->word);
    *words = (struct words){0};
}

int parameters_add(struct parameters *parameters, const char *key, const char *value, int line) {
    struct parameter item = {.key = strdup(key), .value = strdup(value), .line = line};
    struct parameter *added = NULL;
    if (item.key && item.value)
        added = array_add(parameters->item, parameters->count);
    if (added) {
        *added = item;
        return 0;
    }
    free(item.key);
    free(item.value);
    return -1;
}

const struct parameter *parameters_find(const struct parameters *parameters, const char *key) {
    for (size_t i = 0; i < parameters->count; i++)
        if (strcmp(parameters->item[i].key, key) == 0)
            return &parameters->item[i];
    return NULL;
}

int parameters_merge(struct parameters *parameters, const struct parameters *more) {
    for (size_t i = 0; i < more->count; i++) {
        const struct parameter *from = &more->item[i];
        struct parameter *to = (struct parameter *)parameters_find(parameters, from->key);
        if (!to && parameters_add(parameters, from->key, from->value, from->line) < 0)
            return -1;
        if (!to)
            continue;
        char *value = strdup(from->value);
        if (!value)
            return -1;
        free(to->value);
        to->value = value;
        to->line = from->line;
    }
    return 0;
}

void parameters_remove(struct parameters *parameters, const char *key) {
    struct parameter *found = (struct parameter *)parameters_find(parameters, key);
    if (!found)
        return;
    free(found->key);
    free(found->value);
    size_t after = --parameters->count - (size_t)(found - parameters->item);
    memmove(found, found + 1, after * sizeof *found);
}

void parameters_free(struct parameters *parameters) {
    for (size_t i = 0; i < parameters->count; i++) {
        free(parameters->item[i].key);
        free(parameters->item[i].value);
    }
    free(parameters->item);
    *parameters = (struct parameters){0};
}

void warnings_add(char ***warning, size_t *count, const char *format, va_list args) {
    char *text;
    if (vasprintf(&text, format, args) < 0)
        return;
    char **added = array_add(*warning, *count);
    if (added)
        *added = plain_text(text);
    else
        free(text);
}

bool warnings_have(char *const *warning, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(warning[i], text) == 0)
            return true;
    return false;
}
