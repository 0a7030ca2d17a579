/* yields_check.h - a figure draws what its kernel yields, or is refused before anything is made. */
#ifndef VIRTAX_YIELDS_CHECK_H
#define VIRTAX_YIELDS_CHECK_H

#include "plan/figure.h"

#include <jansson.h>

/* Compares the figure's metric, results and unit with what its kernel yields (plan/yields.h).
 * STATUS_USAGE "FILE:LINE: FIELD: cause", naming the closest. */
int yields_check(const struct figure *figure, const json_t *yields, struct error *err);

#endif
