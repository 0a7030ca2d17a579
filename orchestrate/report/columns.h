/* columns.h - the columns of a figure's table, once for all who write it: people read them on the
 * terminal, in Markdown and in report.html, programs in CSV and JSON. A new one is one line. */
#ifndef VIRTAX_COLUMNS_H
#define VIRTAX_COLUMNS_H

#include "statistics/summary.h"

/* What a column holds, at `offset` in a row. */
enum column_type {
    COLUMN_TEXT,   /* const char * */
    COLUMN_COUNT,  /* size_t */
    COLUMN_NUMBER, /* double: people see "-", JSON null, CSV nothing where it is not finite */
    COLUMN_WORDS,  /* what `text` makes of it, for programs too */
};

enum column_look {
    LOOK_PLAIN,
    LOOK_ONCE,   /* of rows with the same text, the first alone has it */
    LOOK_SERIES, /* a name, with its colour */
    LOOK_JUDGED, /* green, red or faint, by the row's verdict */
    LOOK_WORDS,  /* likewise; a badge in report.html */
};

struct column {
    const char *key; /* for programs, in this order; NULL: not for them */
    enum column_type type;
    size_t offset;
    const char *heading; /* for people, in this order; NULL: not for them */
    bool right;          /* aligned to the right */
    enum column_look look;
    unsigned spare;    /* what a narrow terminal goes without, the highest first; 0: never */
    const char *class; /* in report.html; what is aligned to the right is a "number" as well */
    /* What people read, in the buffer; NULL: the value, a number with as many digits as the mean.
     */
    const char *(*text)(const struct summary *summary, const struct summary_row *row, char *buffer,
                        size_t size);
};
extern const struct column columns[];
extern const size_t column_count;

/* What a row holds, of the C type that the column's type stands for. */
#define COLUMN_VALUE(column, row, c_type)                                                          \
    (*(c_type const *)(const void *)((const char *)(row) + (column)->offset))

/* What people read of a row, to be freed; "" where there is nothing, NULL where memory is short. */
char *column_text(const struct column *column, const struct summary *summary,
                  const struct summary_row *row);

#endif
