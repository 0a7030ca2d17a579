/* statements.h - what RC25482 says of its figures (data/paper/statements.ini), held against ours.
 */
#ifndef VIRTAX_STATEMENTS_H
#define VIRTAX_STATEMENTS_H

#include "plan/ini.h"
#include "statistics.h"
#include "summary.h"

/* What the bounds are of: series/reference, series - reference, or the series' own mean. */
enum statement_scale { STATEMENT_RATIO, STATEMENT_DIFFERENCE, STATEMENT_VALUE };

/* A section of the file. Its texts are borrowed from there. */
struct statement {
    const char *id, *figure, *series;
    const char *x;      /* as rows call it; "*": every x; "last": the last swept one */
    const char *metric; /* FIGURE_UTILISATION: of what the figure stands over; NULL: its own */
    enum statement_scale scale;
    double low, high;        /* what it says; infinite: open */
    const char *says, *logs; /* in words: the report, and its own raw data */
    const char *ours;        /* in words, where it is of how was measured; NULL: intervals tell */
};

struct statements {
    struct ini ini;
    size_t count;
    struct statement statement[INI_MAX_SECTIONS];
};

/* Usage errors as ini_read has them, and for keys that are unknown, missing or no numbers. */
int statements_read(const char *path, struct statements *statements, struct error *err);
void statements_free(struct statements *statements);

/* How many of a summary's rows it is about, and of these those whose interval lies wholly within
 * its bounds, and wholly beyond them. */
struct standing {
    size_t rows, within, beyond;
};
struct standing statement_against(const struct statement *statement, const struct summary *summary);

#endif
