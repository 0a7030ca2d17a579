/* figure_shares.h - swept values that are shares of what the reference can do. */
#ifndef VIRTAX_FIGURE_SHARES_H
#define VIRTAX_FIGURE_SHARES_H

#include "figure.h"
#include "ini.h"

/* Refuses, with file and line, values that are no shares where [sweep] has share-of, and shares
 * where it has not; of [sweep] and of every profile. */
int figure_check_shares(const struct figure *figure, const struct ini *ini, struct error *err);

#endif
