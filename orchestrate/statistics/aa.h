/* aa.h - the A/A gate (docs/method.md, A/A): the reference against itself, in a series of the name
 * "REFERENCE-2". */
#ifndef VIRTAX_AA_H
#define VIRTAX_AA_H

#include "summary.h"

/* Is this series the reference once more? */
bool aa_is(const struct plan_figure *figure, size_t series);

/* The gate's family is every row of that series, whether it can be compared or not. */
void aa_declare(struct summary *summary);

/* Adds one of its rows to the gate; the steps are those of its blocks. */
void aa_add(struct summary *summary, const struct summary_row *row, enum scale scale,
            const struct step *step, size_t blocks);

/* A gate without a comparison has not been passed. */
void aa_judge(struct summary *summary);

#endif
