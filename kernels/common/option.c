/* option.c - gives the tables to argp, and turns what it would refuse into one line. */
#include "common/option.h"

#include "common/cleanup.h"

#include <errno.h>
#include <string.h>

enum { KEY_FIRST = 0x1000 }; /* of options without a letter: beyond all letters */

/* What argp's callbacks are told. */
struct parsing {
    const struct option_set *set;
    const struct option_row **row; /* of all tables */
    size_t count;
    struct error *err;
};

static void *field_of(const struct option_row *row, void *object) {
    return (char *)object + row->offset;
}

static int key_of(const struct parsing *parsing, size_t i) {
    return parsing->row[i]->letter ? parsing->row[i]->letter : KEY_FIRST + (int)i;
}

static const struct option_row *row_of(const struct parsing *parsing, int key) {
    for (size_t i = 0; i < parsing->count; i++) {
        if (key_of(parsing, i) == key)
            return parsing->row[i];
    }
    return NULL;
}

static int parse_row(const struct option_row *row, const char *text, void *object,
                     struct error *err) {
    return row->type->parse(row, text, field_of(row, object), err) < 0
               ? error_wrap(err, "--%s", row->name)
               : 0;
}

static error_t parse_one(int key, char *text, struct argp_state *state) {
    struct parsing *parsing = state->input;
    const struct option_set *set = parsing->set;
    if (key == ARGP_KEY_ARG && set->word)
        return set->word(set->object, text, parsing->err) < 0 ? EINVAL : 0;
    const struct option_row *row = row_of(parsing, key);
    if (!row)
        return ARGP_ERR_UNKNOWN;
    if (set->given)
        set->given(set->object, row);
    return parse_row(row, text, set->object, parsing->err) < 0 ? EINVAL : 0;
}

/* Adds the default to a help that does not tell it; argp frees what is not `text` itself. */
static char *help_with_default(int key, const char *text, void *input) {
    const struct option_row *row = input ? row_of(input, key) : NULL;
    char *longer;
    if (!row || !row->initial || strstr(text, "default") ||
        asprintf(&longer, "%s (default: %s)", text, row->initial) < 0)
        return (char *)text;
    return longer;
}

static size_t count_rows(const struct option_row *const *tables) {
    size_t count = 0;
    for (; *tables; tables++) {
        for (const struct option_row *row = *tables; row->name; row++)
            count++;
    }
    return count;
}

static void list_rows(const struct option_row *const *tables, struct parsing *parsing,
                      struct argp_option *options) {
    for (; *tables; tables++) {
        for (const struct option_row *row = *tables; row->name; row++) {
            size_t i = parsing->count++;
            parsing->row[i] = row;
            options[i] = (struct argp_option){.name = row->name,
                                              .key = key_of(parsing, i),
                                              .arg = row->argument,
                                              .doc = row->help,
                                              .group = row->group};
        }
    }
}

static int set_initial(const struct parsing *parsing, struct error *err) {
    for (size_t i = 0; i < parsing->count; i++) {
        const struct option_row *row = parsing->row[i];
        if (row->initial && parse_row(row, row->initial, parsing->set->object, err) < 0)
            return -1;
    }
    return 0;
}

int option_parse(const struct option_set *set, int argc, char **argv, struct error *err) {
    struct error unheard = {0};
    size_t count = count_rows(set->tables);
    cleanup_free const struct option_row **row = calloc(count + 1, sizeof *row);
    cleanup_free struct argp_option *options = calloc(count + 1, sizeof *options);
    if (!row || !options)
        return error_errno(err, "%zu options", count);
    struct parsing parsing = {.set = set, .row = row, .err = err ? err : &unheard};
    list_rows(set->tables, &parsing, options);
    const struct argp argp = {.options = options,
                              .parser = parse_one,
                              .args_doc = set->arguments,
                              .doc = set->about,
                              .help_filter = help_with_default};
    if (options_check(argc, argv, &argp, err) < 0 || set_initial(&parsing, err) < 0)
        return -1;
    argp_err_exit_status = STATUS_USAGE;
    if (argp_parse(&argp, argc, argv, 0, NULL, &parsing) == 0)
        return 0;
    if (parsing.err->status == STATUS_OK)
        error_usage(err, "the command line cannot be understood");
    return -1;
}

json_t *option_parameters(const struct option_row *const *tables, const void *object,
                          struct error *err) {
    cleanup_json json_t *all = json_object();
    for (; *tables; tables++) {
        for (const struct option_row *row = *tables; row->name; row++) {
            if (row->flags & OPTION_UNTOLD)
                continue;
            const void *field = (const char *)object + row->offset;
            if (json_object_set_new(all, row->name, row->type->emit(row, field)) < 0) {
                error_failed(err, "telling the parameters: out of memory");
                return NULL;
            }
        }
    }
    return json_incref(all);
}

/* The text that would have said so on the command line; NULL where none would. */
static const char *text_of(const json_t *value, char *buffer, size_t size) {
    if (json_is_integer(value))
        snprintf(buffer, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(buffer, size, "%.9f", json_real_value(value));
    else
        return json_string_value(value);
    return buffer;
}

static int take_row(const struct option_row *row, const json_t *value, void *object,
                    struct error *err) {
    char buffer[512];
    if (row->type->parse == option_flag.parse) {
        if (!json_is_boolean(value))
            return error_usage(err, "%s: neither true nor false", row->name);
        *(char *)field_of(row, object) = json_is_true(value);
        return 0;
    }
    if ((!value || json_is_null(value)) && row->flags & OPTION_OPEN)
        return 0;
    const char *text = text_of(value, buffer, sizeof buffer);
    if (!text)
        return error_usage(err, "%s: %s", row->name, value ? "of another type" : "missing");
    if (row->type->parse(row, text, field_of(row, object), err) < 0)
        return error_wrap(err, "%s", row->name);
    cleanup_json json_t *again = row->type->emit(row, field_of(row, object));
    return json_is_string(again) == json_is_string(value)
               ? 0
               : error_usage(err, "%s: of another type", row->name);
}

int option_take(const struct option_row *table, const json_t *parameters, void *object,
                struct error *err) {
    for (; table->name; table++) {
        if (!(table->flags & OPTION_UNTOLD) &&
            take_row(table, json_object_get(parameters, table->name), object, err) < 0)
            return -1;
    }
    return 0;
}
