/* views.h - figures of a plan that show the cells of another one: measured once, drawn often. */
#ifndef VIRTAX_VIEWS_H
#define VIRTAX_VIEWS_H

#include "plan/figure.h"
#include "plan/plan.h"

/* What is planned so far, by the definitions whose cells they have, and what is to be added. */
struct views {
    struct words roots; /* the file of each figure of the plan, in its order */
    size_t count;
    struct view {
        struct figure figure;
        size_t of; /* index in the plan */
    } * view;
};

void views_free(struct views *views);

/* Notes that the plan's last figure has this definition. */
int views_note(struct views *views, const struct figure *figure, struct error *err);

/* True where a figure of the plan has its cells already: it is taken over, to be added later. */
bool views_take(struct views *views, struct figure *figure);

/* Adds them to a plan that has all else but its blocks. STATUS_USAGE for what the kernel does not
 * yield. */
int views_add(const struct views *views, struct plan *plan, struct error *err);

/* Sets the texts by which a view differs, and checks them. */
int view_texts(const struct figure *figure, struct plan_figure *planned, struct error *err);

#endif
