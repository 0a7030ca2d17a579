/* statements.h - what RC25482 says of its figures (data/paper/statements.ini), held against ours.
 */
#ifndef VIRTAX_STATEMENTS_H
#define VIRTAX_STATEMENTS_H

#include "plan/ini.h"
#include "statistics.h"
#include "summary.h"

#include <stdbool.h>

/* What the bounds are of: series/reference, series - reference, or the series' own mean. */
enum statement_scale { STATEMENT_RATIO, STATEMENT_DIFFERENCE, STATEMENT_VALUE };

/* A section of the file. Its texts are borrowed from there. */
struct statement {
    const char *id, *figure, *series;
    const char *x;      /* as rows call it; "*": every x; "last": the last swept one */
    const char *metric; /* FIGURE_UTILISATION: of what the figure stands over; "variation": how much
                           it wavers within a run (steadiness.h); NULL: its own */
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

/* The study's claim that a statement is, or is a part of: "D3" of "D3-100". Returns its length. */
size_t statement_claim(const struct statement *statement);

/* Is the summary of its figure, or of one of ours that shows the same? */
bool statement_is_of(const struct statement *statement, const struct summary *summary);

/* How many of a summary's rows it is about, and of these those whose interval lies wholly within
 * its bounds, wholly beyond them, and those that have one. */
struct standing {
    size_t rows, within, beyond, intervals;
    const struct summary_row *decides; /* the first that is beyond, else that is not within, else
                                          that is; NULL without rows */
    struct estimate found;             /* of that row, on the statement's scale */
};
struct standing statement_against(const struct statement *statement, const struct summary *summary);

enum finding {
    FINDS_AGREEMENT,    /* every row's interval lies within what it says */
    FINDS_DISAGREEMENT, /* some row's interval lies wholly beyond */
    FINDS_METHOD,       /* it is of how was measured: words, no interval, tell */
    FINDS_NOT_RUN,      /* its figure is not among what was measured */
    FINDS_NO_SERIES,    /* the figure is, its series or x is not */
    FINDS_EMULATED,     /* what it is about was emulated */
    FINDS_NO_INTERVAL,  /* too few blocks */
    FINDS_OPEN,         /* an interval reaches over a bound */
};

/* Of a statement whose figure was `measured` and whose series was `emulated`, or not. */
enum finding statement_finding(const struct statement *statement, const struct standing *standing,
                               bool measured, bool emulated);

/* What all parts of a claim come to: one that disagrees decides, and only all together agree. */
enum finding finding_join(enum finding a, enum finding b);

#endif
