/* aa.h - the A/A gate (docs/method.md, A/A): the reference against itself, in a series of the name
 * "REFERENCE-2". */
#ifndef VIRTAX_AA_H
#define VIRTAX_AA_H

#include "summary.h"

/* Is this series the reference once more? */
bool aa_is(const struct plan_figure *figure, size_t series);

/* The gate's family is every row of that series, whether it can be compared or not. */
void aa_declare(struct summary *summary);

/* Adds one of its rows to the gate; the values are the row's and its reference's. */
void aa_add(struct summary *summary, const struct summary_row *row, enum scale scale,
            const double *values, const double *reference, size_t n);

/* A gate without a comparison has not been passed. */
void aa_judge(struct summary *summary);

#endif
