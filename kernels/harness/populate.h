/* populate.h - a region is populated page by page, in turns with other processes. */
#ifndef VIRTAX_POPULATE_H
#define VIRTAX_POPULATE_H

#include "common/error.h"
#include "common/memory.h"
#include "harness/options.h"
#include "harness/threads.h"

/* Where options->populate is set: says "virtax: populates", then has as many pages as stdin asks
 * for (`populate BYTES`) written to by their owners, and answers on stdout with what is left, until
 * nothing is. Every `period` bytes of the region the team shares out `shared` bytes (share_of): a
 * page belongs to whom its first byte does. Does nothing where it is not set, and with --resolve.
 */
int populate_in_turns(const struct options *options, const struct memory *memory, size_t period,
                      size_t shared, struct team *team, struct error *err);

#endif
