/* engine_choice.h - one way of handing requests to the kernel for all environments of a figure.
 *
 * What the host can do a container may not: Docker's default seccomp profile forbids io_uring from
 * engine 25 on. A figure whose environments used different engines would compare these. */
#ifndef VIRTAX_ENGINE_CHOICE_H
#define VIRTAX_ENGINE_CHOICE_H

#include "plan/figure.h"
#include "plan/plan.h"

/* Is the engine left to us: neither fixed by definition, profile or user, nor swept? */
bool engine_is_open(const struct figure *figure, const struct profile *profile,
                    const struct parameters *overrides);

/* Asks the environments that may restrict it, and gives every figure whose engine is open the best
 * one that all of its containers can run; the plan warns of any other than the host's own choice,
 * and of an environment that could not be asked. The plan's binaries are known. Guests are not
 * asked, since that takes a boot. STATUS_INTERRUPTED ends the planning. */
int engines_agree(struct plan *plan, struct error *err);

/* All environments of a figure, whose engine is resolved, get that one instead, and the plan warns
 * of `why`; without io_uring also of buffers that cannot be registered. */
int engine_give(struct plan *plan, struct plan_figure *figure, const char *engine, const char *why,
                struct error *err);

/* The better of two first: "io_uring", "libaio", "psync"; unknown ones are last. */
int engine_rank(const char *engine);

#endif
