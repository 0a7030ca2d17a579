/* option.h - options as tables: a row is an option's letter, value, default, help and JSON.
 *
 * Who adds an option adds a row; the command line, --help and the record's "parameters" follow.
 * argp prints --help; parsing is done here, since argp says in two lines what is wrong. */
#ifndef VIRTAX_OPTION_H
#define VIRTAX_OPTION_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct option_row;

/* How a value becomes a field, and a field a JSON value (null where memory is short). */
struct option_type {
    int (*parse)(const struct option_row *row, const char *text, void *field, struct error *err);
    json_t *(*emit)(const struct option_row *row, const void *field);
};

enum {
    OPTION_OPEN = 1,   /* 0 is no value: the option was left open, and its JSON is null */
    OPTION_WHOLE = 2,  /* a double of whole units, told as an integer */
    OPTION_UNTOLD = 4, /* no parameter: not in the JSON */
};

/* A table ends with a row without a name. */
struct option_row {
    const char *name;
    int letter;           /* 0: none */
    const char *argument; /* what --help calls its value; NULL: takes none */
    int group;            /* in --help */
    size_t offset;        /* of its field in the object */
    const struct option_type *type;
    const char *help;
    const char
        *initial; /* what is parsed before the command line; NULL: the field stays as it is */
    unsigned flags;
    const char *what;         /* how messages call the value */
    const char *const *words; /* of option_word */
    uint64_t low, high;       /* of option_count and option_number */
    uint64_t grain; /* of option_size: a multiple of it and not 0; high then is the most */
};

/* bool, true where given; bool by "0" or "1"; const char *, kept as it is; uint64_t of bytes, where
 * 0 is refused if `what` says why; double of seconds, where 0 is refused if the row is OPTION_OPEN;
 * double of a rate a second; uint64_t; unsigned; int, the index in `words`. */
extern const struct option_type option_flag, option_switch, option_text, option_size, option_time,
    option_rate, option_percent, option_count, option_number, option_word;

/* For types of one's own over a uint64_t or a double. */
json_t *option_emit_count(const struct option_row *row, const void *field);
json_t *option_emit_real(const struct option_row *row, const void *field);

/* A command: its tables, whose last is NULL, and the object that they fill. */
struct option_set {
    const struct option_row *const *tables;
    void *object;
    const char *about;     /* before and after the list of --help, divided by \v */
    const char *arguments; /* what --help calls words that are no options; NULL: none */
    int (*word)(void *object, const char *word, struct error *err); /* NULL: refused */
    void (*given)(void *object, const struct option_row *row);      /* NULL: nobody asks */
};

/* Sets initial values, then those of the command line. STATUS_USAGE for what is wrong, naming the
 * option; STATUS_FAILED where two rows have one letter. argv ends with NULL. --help, --usage and
 * --version end the process, as argp has it, and so does --options alone (option_list.h). */
int option_parse(const struct option_set *set, int argc, char **argv, struct error *err);

/* The told fields of an object by their long names; NULL where memory is short. */
json_t *option_parameters(const struct option_row *const *tables, const void *object,
                          struct error *err);

/* Takes the told fields of one table from what option_parameters made elsewhere; those that are
 * OPTION_OPEN may be missing. STATUS_USAGE for what the command line would refuse. */
int option_take(const struct option_row *table, const json_t *parameters, void *object,
                struct error *err);

#endif
