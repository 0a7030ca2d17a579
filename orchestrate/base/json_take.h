/* json_take.h - members out of JSON that people may have broken, with the place of what is wrong.
 *
 * `where` is the place of the object ("blocks[3]"; "" for the document), and messages read
 * "blocks[3].order: cause". Texts are copies, to be freed. */
#ifndef VIRTAX_JSON_TAKE_H
#define VIRTAX_JSON_TAKE_H

#include "base/words.h"
#include "common/error.h"

#include <jansson.h>

enum { PLACE_SIZE = 128 };

/* A place as text: the value itself is the buffer, so that calls nest. */
struct place {
    char text[PLACE_SIZE];
};
struct place place_member(const char *where, const char *key);
struct place place_item(const char *where, const char *key, size_t i);

/* The member if it has that type, borrowed; NULL and an error otherwise. */
const json_t *take_member(const json_t *object, const char *where, const char *key, json_type type,
                          struct error *err);

int take_text(const json_t *object, const char *where, const char *key, char **text,
              struct error *err);
/* null, or no member, is NULL. */
int take_text_or_null(const json_t *object, const char *where, const char *key, char **text,
                      struct error *err);
/* A text that can be part of a path. */
int take_name(const json_t *object, const char *where, const char *key, char **name,
              struct error *err);
int take_count(const json_t *object, const char *where, const char *key, json_int_t low,
               json_int_t high, json_int_t *count, struct error *err);
/* null is NAN. */
int take_number(const json_t *object, const char *where, const char *key, double *number,
                struct error *err);
int take_words(const json_t *object, const char *where, const char *key, struct words *words,
               struct error *err);
int take_parameters(const json_t *object, const char *where, const char *key,
                    struct parameters *parameters, struct error *err);

#endif
