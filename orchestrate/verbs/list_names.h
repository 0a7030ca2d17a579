/* list_names.h - the names that virtax knows, for programs: shells that complete words, manual
 * pages. Nothing is probed, so that an answer takes no time that a typist would notice. */
#ifndef VIRTAX_LIST_NAMES_H
#define VIRTAX_LIST_NAMES_H

#include "common/error.h"

/* "figures", "environments", "features", "profiles", "keys", ended by NULL. */
extern const char *const list_kinds[];

/* Prints those of one kind on stdout: "NAME\tABOUT" lines; "ENVIRONMENT+KEY=LEVEL\tABOUT" of
 * features, "NAME" of profiles, and of keys what figure_keys_print says. */
int list_names(int kind, struct error *err);

#endif
