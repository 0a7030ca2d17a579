/* study.h - factor studies: one factor at a time, and all together.
 *
 * A [factors] section names an environment and, for each factor, its levels: the first is the
 * baseline's, the last goes into the combination. A factor is a tunable feature of the environment
 * ("pinning = off on") or else a parameter of the kernel ("hugepages = none thp"). */
#ifndef VIRTAX_STUDY_H
#define VIRTAX_STUDY_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Appends the study's series: ENVIRONMENT-base, ENVIRONMENT+FACTOR=LEVEL for each level but a
 * factor's first, and, of two factors and more, ENVIRONMENT-all. Usage errors name file, line and
 * factor. Nothing without a [factors] section. */
int study_series(const struct figure *figure, struct plan_figure *planned, struct error *err);

#endif
