/* argv.h - the words of a command: as many as there are, or an error; and quoted ones. */
#ifndef VIRTAX_ARGV_H
#define VIRTAX_ARGV_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Begins as {0}. Adding never fails by itself: argv_check tells at the end. */
struct argv {
    char **word; /* copies, ended by NULL; NULL while there is none, or once memory was short */
    size_t count;
    bool is_short; /* of memory: nothing more is added */
};

/* Adds one word (printf-like). */
void argv_add(struct argv *argv, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds words as they are: of an array that ends with NULL, or as they stand in the call. */
void argv_add_all(struct argv *argv, const char *const *words);
#define argv_add_words(argv, ...) argv_add_all(argv, (const char *const[]){__VA_ARGS__, NULL})

/* Adds copies of another's words; short of memory where that one is. */
void argv_join(struct argv *argv, const struct argv *more);

/* -1 where memory was short for any of the words. */
int argv_check(const struct argv *argv, struct error *err);

/* The words as the functions of process.h take them; NULL as in `word`. */
const char *const *argv_words(const struct argv *argv);

/* Frees words and their array; NULL is allowed. */
void argv_free(char **words);

/* One word for a POSIX shell. */
char *shell_quote(const char *word);

/* Every one of a character twice: commas in values of QEMU's options, per cent signs in
 * ssh_config(5), quotation marks in CSV. */
char *quote_doubled(const char *text, char doubled);

#endif
