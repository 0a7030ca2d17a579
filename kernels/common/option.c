/* option.c - gives the tables to argp, and turns what it would refuse into one line. */
#include "common/option.h"

#include "common/cleanup.h"
#include "common/closest.h"
#include "common/option_list.h"

#include <argp.h>
#include <string.h>

/* Those that every command has, without a type. */
static const struct option_row of_all[] = {
    {"help", '?', NULL, -1, 0, NULL, "Give this help list", .flags = 0},
    {"usage", 0, NULL, -1, 0, NULL, "Give a short usage message", .flags = 0},
    {"version", 'V', NULL, -1, 0, NULL, "Print program version", .flags = 0},
    {0},
};

struct parsing {
    const struct option_set *set;
    const struct option_row **row; /* of all tables */
    size_t count;
    char *program;
};

static size_t list_rows(const struct option_row *table, const struct option_row **rows) {
    size_t count = 0;
    for (; table[count].name; count++) {
        if (rows)
            rows[count] = &table[count];
    }
    return count;
}

/* All rows into `rows`, unless it is NULL; returns their number. */
static size_t list_tables(const struct option_row *const *tables, const struct option_row **rows) {
    size_t count = 0;
    for (; *tables; tables++)
        count += list_rows(*tables, rows ? rows + count : NULL);
    return count + list_rows(of_all, rows ? rows + count : NULL);
}

/* Prints what was asked for and ends the process. */
static int answer(const struct parsing *parsing, const struct option_row *row, struct error *err) {
    struct argp_option *options = calloc(parsing->count + 1, sizeof *options);
    if (!options)
        return error_errno(err, "--%s", row->name);
    for (size_t i = 0; i < parsing->count; i++) {
        const struct option_row *one = parsing->row[i];
        options[i] = (struct argp_option){.name = one->name,
                                          .key = one->letter ? one->letter : 0x1000 + (int)i,
                                          .arg = one->argument,
                                          .doc = option_help(one),
                                          .group = one->group};
    }
    const struct argp argp = {
        .options = options, .args_doc = parsing->set->arguments, .doc = parsing->set->about};
    if (row->letter == 'V')
        puts("virtax " VIRTAX_VERSION);
    else
        argp_help(&argp, stdout,
                  row->letter ? ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC
                              : ARGP_HELP_USAGE,
                  parsing->program);
    exit(STATUS_OK);
}

static int parse_row(const struct option_row *row, const char *text, void *object,
                     struct error *err) {
    return row->type->parse(row, text, (char *)object + row->offset, err) < 0
               ? error_wrap(err, "--%s", row->name)
               : 0;
}

static int take(const struct parsing *parsing, const struct option_row *row, const char *value,
                struct error *err) {
    const struct option_set *set = parsing->set;
    if (!row->type)
        return answer(parsing, row, err);
    if (set->given)
        set->given(set->object, row);
    return parse_row(row, value, set->object, err);
}

static int unknown_long(const struct parsing *parsing, const char *name, struct error *err) {
    cleanup_free const char **names = calloc(parsing->count, sizeof *names);
    for (size_t i = 0; names && i < parsing->count; i++)
        names[i] = parsing->row[i]->name;
    return error_usage(err, "unknown option '--%s' (closest: --%s)", name,
                       names ? closest(name, names, parsing->count) : "help");
}

/* Finds a long option by its name or by the beginning of only one name, as getopt allows. */
static int find_long(const struct parsing *parsing, const char *name,
                     const struct option_row **found, struct error *err) {
    *found = NULL;
    for (size_t i = 0; i < parsing->count; i++) {
        const struct option_row *row = parsing->row[i];
        if (strcmp(row->name, name) == 0) {
            *found = row;
            return 0;
        }
    }
    for (size_t i = 0; i < parsing->count; i++) {
        const struct option_row *row = parsing->row[i];
        if (strncmp(row->name, name, strlen(name)) != 0)
            continue;
        if (*found)
            return error_usage(err, "ambiguous option '--%s': --%s or --%s", name, (*found)->name,
                               row->name);
        *found = row;
    }
    return *found ? 0 : unknown_long(parsing, name, err);
}

static int needs_value(const char *word, struct error *err) {
    return error_usage(err, "option '%s': needs a value", word);
}

/* "--name" or "--name=value"; returns whether the word after it was its value, or -1. */
static int take_long(const struct parsing *parsing, const char *word, const char *next,
                     struct error *err) {
    char name[64];
    size_t length = strcspn(word + 2, "=");
    if (length >= sizeof name)
        return error_usage(err, "unknown option '--%.40s...'", word + 2);
    memcpy(name, word + 2, length);
    name[length] = '\0';
    const char *value = word[2 + length] == '=' ? word + 3 + length : NULL;

    const struct option_row *row;
    if (find_long(parsing, name, &row, err) < 0)
        return -1;
    if (value && !row->argument)
        return error_usage(err, "option '--%s': takes no value", row->name);
    bool uses_next = row->argument && !value;
    if (uses_next && !next)
        return needs_value(word, err);
    return take(parsing, row, uses_next ? next : value, err) < 0 ? -1 : uses_next;
}

/* A cluster of letters, "-Jt2"; returns as take_long. */
static int take_short(const struct parsing *parsing, const char *word, const char *next,
                      struct error *err) {
    for (const char *at = word + 1; *at; at++) {
        const struct option_row *row = NULL;
        for (size_t i = 0; i < parsing->count && !row; i++)
            row = parsing->row[i]->letter == *at ? parsing->row[i] : NULL;
        if (!row)
            return error_usage(err, "unknown option '-%c' (--help lists all)", *at);
        bool uses_next = row->argument && !at[1];
        if (uses_next && !next)
            return needs_value(word, err);
        const char *value = uses_next ? next : row->argument ? at + 1 : NULL;
        if (take(parsing, row, value, err) < 0)
            return -1;
        if (row->argument)
            return uses_next;
    }
    return 0;
}

static int take_word(const struct option_set *set, const char *word, struct error *err) {
    return set->word ? set->word(set->object, word, err)
                     : error_usage(err, "unexpected word '%s': options begin with '--'", word);
}

static int take_all(const struct parsing *parsing, int argc, char **argv, struct error *err) {
    bool only_words = false; /* after "--" */
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *next = argv[i + 1];
        int used = 0;
        if (!only_words && strcmp(word, "--") == 0)
            only_words = true;
        else if (only_words || word[0] != '-' || word[1] == '\0')
            used = take_word(parsing->set, word, err);
        else
            used = (word[1] == '-' ? take_long : take_short)(parsing, word, next, err);
        if (used < 0)
            return -1;
        i += used;
    }
    return 0;
}

/* Of two tables one would hide the other's. */
static int letters_differ(const struct option_row *const *row, size_t count, struct error *err) {
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (row[i]->letter && row[i]->letter == row[j]->letter)
                return error_failed(err, "--%s and --%s: both have the letter -%c", row[j]->name,
                                    row[i]->name, row[i]->letter);
        }
    }
    return 0;
}

int option_parse(const struct option_set *set, int argc, char **argv, struct error *err) {
    size_t count = list_tables(set->tables, NULL);
    cleanup_free const struct option_row **row = calloc(count, sizeof *row);
    if (!row)
        return error_errno(err, "%zu options", count);
    list_tables(set->tables, row);
    if (letters_differ(row, count, err) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (row[i]->initial && parse_row(row[i], row[i]->initial, set->object, err) < 0)
            return -1;
    }
    if (argc == 2 && strcmp(argv[1], OPTION_LIST) == 0) {
        if (option_list(set, row, count, err) < 0)
            return -1;
        exit(STATUS_OK);
    }
    char *slash = strrchr(argv[0], '/');
    const struct parsing parsing = {set, row, count, slash ? slash + 1 : argv[0]};
    return take_all(&parsing, argc, argv, err);
}
