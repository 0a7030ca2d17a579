/* verb_options.h - options of the verbs. */
#ifndef VIRTAX_VERB_OPTIONS_H
#define VIRTAX_VERB_OPTIONS_H

#include "common/option.h"

extern const struct option_type verb_format;

/* The row of --json, a bool; that of --format with its letter (0: none), an enum table_format. */
#define VERB_JSON(offset)                                                                          \
    { "json", 'J', NULL, 0, offset, &option_flag, "Print one JSON object", .flags = 0 }
#define VERB_FORMAT(letter, offset)                                                                \
    {                                                                                              \
        "format", letter, "table|csv|json|markdown", 0, offset, &verb_format,                      \
            "Of the printed result", .flags = 0                                                    \
    }

/* option_parse for a verb: of one table, named "virtax VERB" in its help. */
int verb_options(int argc, char **argv, const struct option_row *table, struct option_set set,
                 struct error *err);

#endif
