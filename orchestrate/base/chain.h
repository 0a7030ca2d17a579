/* chain.h - chains of iptables' filter that others leave empty. */
#ifndef VIRTAX_CHAIN_H
#define VIRTAX_CHAIN_H

#include "common/error.h"

#include <stdbool.h>

/* False also where iptables cannot be asked. */
bool chain_is_there(const char *chain);

/* Removes a chain with the rules that jump to it, in one step. It stays where it has rules, which
 * are somebody's: all but a jump to the chain `may_jump`. Undoes "chain" of the journal. */
int undo_chain(const char *chain, const char *may_jump, struct error *err);

#endif
