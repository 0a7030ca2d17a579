/* sliced_run.h - what the files of a block in slices share. */
#ifndef VIRTAX_SLICED_RUN_H
#define VIRTAX_SLICED_RUN_H

#include "cell.h"
#include "environments/session.h"
#include "rounds.h"
#include "sliced_block.h"

/* A series' place in the block. */
struct place {
    struct cell cell;
    struct environment *environment; /* NULL: it could not be brought up */
    struct parameters parameters;
    char **arguments;
    struct execution execution;
    struct session *session; /* NULL: none, or no more */
    struct error why;        /* it failed; else STATUS_OK */
    json_t *round, *host_cpu_s;
    bool starts; /* its environment does, by itself, until it is entered */
    double up_s; /* that it took to come up beside what others took meanwhile */
};

struct run {
    const struct plan *plan;
    const struct plan_block *block;
    const struct plan_figure *figure;
    struct stage *stage;
    struct progress *progress;
    struct place *place; /* in the block's order */
    size_t count;
    struct cell_watch watch;
    struct rounds rounds;
    double start;
};

/* Brings the environments of all series up, their kernels in them, and memory populated, until all
 * wait. A series that fails is left with its error. -1: the run was interrupted. */
int sliced_open(struct run *run);

/* Stops guests between their slices from now on that take CPU while they wait: they would take it
 * from the others. -1: one was lost by that. */
int sliced_quieten(struct run *run);

/* Was it that, or was the run interrupted meanwhile? */
bool sliced_interrupted(const struct error *why);

/* Ends its session, if there is one, and completes its error by what is known of the end. */
void sliced_break(struct place *place);

/* What goes on there now, for those who watch. */
void sliced_say(const struct run *run, const struct place *place, const char *what);

#endif
