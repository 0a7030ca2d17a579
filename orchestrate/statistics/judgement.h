/* judgement.h - what may be claimed of the rows of a summary, with regard to its margin and to all
 * of its rows together (docs/method.md, words). */
#ifndef VIRTAX_JUDGEMENT_H
#define VIRTAX_JUDGEMENT_H

#include <stddef.h>

enum claim {
    CLAIM_NONE,     /* the reference, or fewer than two pairs */
    CLAIM_OPEN,     /* nothing can be said yet */
    CLAIM_EQUAL,    /* closer to the reference than the margin */
    CLAIM_SMALL,    /* different, though perhaps by less than the margin */
    CLAIM_DIFFERENT /* different by more than the margin, or, without one, different */
};

struct judgement {
    enum claim claim;
    double resolves;    /* comparison_resolves of the row */
    double more_blocks; /* until the interval is as narrow as the margin: about; 0 where it is, NAN
                           without a margin or an interval */
};

struct summary;

/* Judges every row anew. Claims are those of two-sided t tests at 5 % (of no difference; of one
 * within the margin; of one beyond it), each kind adjusted for all rows after Holm: of a single row
 * they are what its 95 % interval says. */
void summary_judge(struct summary *summary);

#endif
