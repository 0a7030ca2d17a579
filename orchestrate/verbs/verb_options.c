/* verb_options.c - the option types that only verbs have, and parsing a verb's words. */
#include "verb_options.h"

#include "report/output.h"

#include <stdio.h>

static int set_format(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    (void)row;
    return table_format_parse(text, field, err);
}

const struct option_type verb_format = {.parse = set_format};

int verb_options(int argc, char **argv, const struct option_row *table, struct option_set set,
                 struct error *err) {
    char name[64];
    const struct option_row *const tables[] = {table, NULL};
    snprintf(name, sizeof name, "virtax %s", argv[0]);
    argv[0] = name;
    set.tables = tables;
    return option_parse(&set, argc, argv, err);
}
