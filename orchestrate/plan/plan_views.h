/* plan_views.h - figures of a plan that show the cells of another one. */
#ifndef VIRTAX_PLAN_VIEWS_H
#define VIRTAX_PLAN_VIEWS_H

#include "plan.h"

/* The figure whose blocks a figure shows: its own index, or that of the one that it is a view of.
 */
size_t plan_shown_by(const struct plan *plan, size_t figure);

/* Gives views as many rounds as the figures have whose cells they show. */
void plan_views_follow(struct plan *plan);

/* Refuses views of what is not there or itself a view, and those that have other series or swept
 * values than the figure whose cells they show: STATUS_FAILED. */
int plan_views_check(const struct plan *plan, struct error *err);

#endif
