/* compare_columns.h - the columns of a comparison, once for text, CSV, JSON and HTML. A new one is
 * one line. */
#ifndef VIRTAX_COMPARE_COLUMNS_H
#define VIRTAX_COMPARE_COLUMNS_H

#include "compare.h"

struct compare_column {
    const char *key;     /* for programs, in this order; NULL: not for them */
    const char *heading; /* for people, in this order; NULL: not for them */
    bool right;          /* aligned to the right */
    bool once;           /* of lines with the same text below each other the first alone has it */
    /* What people read, and programs where `number` is NULL, in the buffer. */
    const char *(*text)(const struct compare *compare, const struct compare_line *line,
                        char *buffer, size_t size);
    double (*number)(const struct compare *compare, const struct compare_line *line);
    bool whole; /* a count */
};
extern const struct compare_column compare_columns[];
extern const size_t compare_column_count;

#endif
