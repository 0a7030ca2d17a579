/* plan_traits.h - what a series is measured in, as far as charts, tables and placement must know:
 * its kind and its ways, never its name. */
#ifndef VIRTAX_PLAN_TRAITS_H
#define VIRTAX_PLAN_TRAITS_H

#include "common/error.h"

#include <jansson.h>

enum environment_kind {
    KIND_UNTOLD, /* plans of before kinds were kept */
    KIND_PROCESS,
    KIND_CONTAINER,
    KIND_GUEST, /* a machine that is booted: has a shape, boots once or for each block */
    KIND_REMOTE,
};

/* How it is joined to a peer. */
enum network_way {
    NETWORK_NONE, /* it cannot be */
    NETWORK_HOST,
    NETWORK_NAT, /* a bridge of the engine's, and NAT behind it */
    NETWORK_TAP,
    NETWORK_REACHED, /* the address at which the user's ssh reaches it: as a server alone */
};
extern const char *const network_way_names[]; /* by enum, ended by NULL */

/* How it gets to a storage medium. */
enum storage_way {
    STORAGE_NONE,   /* the medium cannot be where the kernels run */
    STORAGE_FILES,  /* a directory of the host is enough */
    STORAGE_LAYER,  /* likewise, for layers of its own that lie there */
    STORAGE_DEVICE, /* it takes the block device itself */
};
extern const char *const storage_way_names[]; /* likewise */

struct plan_traits {
    enum environment_kind kind;
    enum network_way network;
    enum storage_way storage;
    char colour[8]; /* "#rrggbb"; "": by its place in the figure */
};

/* M. Okabe and K. Ito, "Color Universal Design" (2008): eight colours that colour-blind readers can
 * tell apart. Environments that share one are never in the same figure. */
#define COLOUR_BLACK "#000000"
#define COLOUR_ORANGE "#E69F00"
#define COLOUR_SKY_BLUE "#56B4E9"
#define COLOUR_GREEN "#009E73"
#define COLOUR_BLUE "#0072B2"
#define COLOUR_VERMILLION "#D55E00"
#define COLOUR_PURPLE "#CC79A7"
#define COLOUR_WINE                                                                                \
    "#882255"                 /* P. Tol (2021), for the yellow, which is faint as a line on white  \
                               */
#define COLOUR_GREY "#999999" /* not of the eight: the reference's twin */

/* {"kind", "network", "storage", "colour"}, to be members of a series in plan.json. */
json_t *plan_traits_json(const struct plan_traits *traits);

/* All untold and none where "kind" is missing; `where` is the series' place. */
int plan_traits_take(const json_t *series, const char *where, struct plan_traits *traits,
                     struct error *err);

#endif
