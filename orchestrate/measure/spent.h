/* spent.h - what a cell took of the host's time, beside what it measured: a record's "spent". */
#ifndef VIRTAX_SPENT_H
#define VIRTAX_SPENT_H

#include <jansson.h>

/* Notes in a record the seconds that its environment took to come up, and all that the cell took,
 * that included. */
void spent_note(json_t *record, double up_s, double all_s);

/* These of a record; of one that lacks them 0 and what was measured, or 0. */
double spent_up_s(const json_t *record);
double spent_all_s(const json_t *record);

#endif
