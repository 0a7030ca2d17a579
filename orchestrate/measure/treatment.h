/* treatment.h - what is done to one series alone while a cell of it runs, so that how much it
 * differs is known beforehand. For calibrations (docs/method.md); `virtax run` plans none.
 *
 *     burner        its CPUs are taken from it for a share of the time: burner.h
 *     disk=RATE     the run's storage medium is held to so many bytes a second: limit.h
 *     link=RATE     the lab's host wire has this line rate, such as 500mbit: shape.h
 *     relay=TIME    the peer asks it through a relay that adds this each way: relay.h
 *
 * A new treatment is a line in the table of treatment.c. All of them want whole cells. */
#ifndef VIRTAX_TREATMENT_H
#define VIRTAX_TREATMENT_H

#include "environments/environment.h"
#include "lab/server.h"
#include "medium/limit.h"

struct treatment {
    const struct context *context;
    const struct plan_figure *figure;
    uint64_t seed; /* of the cell */
    bool linked;
    struct limit limit;
    struct process_child burner;
    struct server relay;
};

/* Is it a treatment that can be given here? STATUS_USAGE where there is no such one,
 * STATUS_UNAVAILABLE where this host cannot. */
int treatment_probe(const char *text, struct error *err);

/* Begins the treatment of a cell (NULL: none); treatment_end in every case. */
int treatment_begin(const char *text, const struct context *context, const struct plan_block *block,
                    struct treatment *treatment, struct error *err);
void treatment_end(struct treatment *treatment);

#endif
