/* compare.h - runs side by side: what the first says, what each other says, and how these differ
 * (docs/method.md, between runs). */
#ifndef VIRTAX_COMPARE_H
#define VIRTAX_COMPARE_H

#include "compare_check.h"

enum { COMPARE_MOST = 26 }; /* they are called A to Z */

/* A row of one run. */
struct compare_line {
    size_t run;
    const struct summary *summary;
    const struct summary_row *row;
    bool emulated;
    bool of_values; /* the reference: what changed are its values, not an overhead */
    /* Against the first run: a row of a summary like any other. NULL of the first, and of a row
     * that this has not. */
    const struct summary *change;
    const struct summary_row *changed;
};

/* A figure that the first run and another have. */
struct compare_figure {
    const struct plan_figure *plan; /* the first run's */
    struct summary *change;         /* by run; without rows of the first, and where it is missing */
    size_t line_count;
    struct compare_line *line; /* x by x, series by series, the runs below each other */
};

struct compare {
    size_t run_count;
    const struct results *run;
    size_t figure_count;
    struct compare_figure *figure;
    struct words warnings;
};

/* Compares run[1...] with run[0]. STATUS_USAGE where they have no figure in common, or differ in
 * what must be equal and is not allowed to differ. The runs must stay; the caller frees it. */
int compare_runs(const struct results *run, size_t count, const struct compare_allowed *allowed,
                 struct compare *compare, struct error *err);
void compare_free(struct compare *compare);

/* What the lines compare, in one sentence. */
extern const char compare_note[];

/* All figures, in a format of the report's tables. */
int compare_print(const struct compare *compare, enum table_format format,
                  const struct terminal *terminal, FILE *out, struct error *err);

/* The same as a page of its own. */
int compare_write_html(const struct compare *compare, const char *path, struct error *err);

#endif
