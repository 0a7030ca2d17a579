/* summarise.h - a figure as it was measured, with what the records say against its rows. */
#ifndef VIRTAX_SUMMARISE_H
#define VIRTAX_SUMMARISE_H

#include "rows.h"

/* Warns of cells without a record, failed gates and kernels, results that a valid record lacks,
 * evidence that differs between series (docs/method.md, same surroundings). */
int summarise(const struct plan *plan, size_t figure, const struct records *records,
              struct summary *summary, struct error *err);

#endif
