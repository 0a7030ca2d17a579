/* stage.h - the environments of a run: brought up when first needed, kept or renewed as the boot
 * policy says, taken down in reverse. */
#ifndef VIRTAX_STAGE_H
#define VIRTAX_STAGE_H

#include "environments/environment.h"

struct stage {
    struct context context;
    size_t count;
    struct actor {
        struct environment environment;
        unsigned vcpus;  /* the guest shape it was made for; 0 for no guest */
        uint64_t memory; /* likewise */
        bool joined;     /* it has a way to a peer */
        bool failed;     /* it did not come up */
        char why[4096];
    } * *actor; /* each by itself: environments stay where they are while others come up */
    struct environment peer; /* of figures that have one; down where none has */
    json_t *facts;           /* of the environments that were up, by name */
};

/* `lab`: NULL where no figure has a peer; `medium` where none measures storage. */
void stage_open(struct stage *stage, const struct plan *plan, struct journal *journal,
                struct lab *lab, struct medium *medium);

/* Sets off what takes long in entering it, such as a guest's boot, while others are entered.
 * Returns 1 where that goes on by itself now, 0 where there is nothing. Instances as below. */
int stage_start(struct stage *stage, const char *name, unsigned instance,
                const struct plan_figure *figure, struct error *err);

/* The environment of that name, up and ready for the figure: `instance` tells those apart that are
 * there at once, from 0. NULL where it does not come up: one that is kept is not tried again. */
struct environment *stage_enter(struct stage *stage, const char *name, unsigned instance,
                                const struct plan_figure *figure, struct error *err);

/* After a cell: takes a guest down where each block wants a fresh one, and whatever is broken, so
 * that the next cell starts afresh. */
void stage_leave(struct stage *stage, struct environment *environment,
                 const struct plan_figure *figure, bool broken);

/* Takes all down in reverse and hands over their facts. */
json_t *stage_close(struct stage *stage);

#endif
