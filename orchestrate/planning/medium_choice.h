/* medium_choice.h - which storage medium a run gets, and how large: from --medium to the plan. */
#ifndef VIRTAX_MEDIUM_CHOICE_H
#define VIRTAX_MEDIUM_CHOICE_H

#include "common/error.h"
#include "plan/plan.h"

struct environment_type;

/* --medium and --destroy-data as the user gave them; NULL: not. */
struct medium_request {
    const char *where, *destroy_data;
};

/* Checks the request: STATUS_USAGE for what cannot be a medium, holds data or is in use. Without
 * one it is a file below a loop device, in /var/tmp. plan_medium_free in every case. */
int plan_medium_choose(const struct medium_request *request, struct plan_medium *medium,
                       struct error *err);

/* Fills planned->medium_bytes from the definition. "auto" is four times the kernel's --size: one
 * for the file that host, volumes and guests share, one for a container's layer, the rest for a
 * disk image that holds one, and for their tables. STATUS_UNAVAILABLE where we may not make a
 * medium. */
int plan_medium_size(const struct figure *figure, struct plan_figure *planned,
                     const struct plan_medium *medium, struct error *err);

/* Can an environment of that type run the figure on it? STATUS_UNAVAILABLE otherwise. */
int plan_medium_suits(const struct plan_medium *medium, const struct plan_figure *planned,
                      const struct environment_type *type, struct error *err);

/* Once all figures are there: as large as their files together need, or none. STATUS_USAGE where a
 * medium was named and no figure has any use for it, or is too small for them. */
int plan_medium_settle(const struct medium_request *request, struct plan *plan, struct error *err);

#endif
