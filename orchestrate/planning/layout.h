/* layout.h - where a block's processes have their stack, drawn anew for each block.
 *
 * T. Mytkowicz, A. Diwan, M. Hauswirth, P. F. Sweeney, "Producing wrong data without doing anything
 * obviously wrong!", ASPLOS 2009: the size of the process environment alone moves the stack, and
 * with it the time of loops by several per cent. One layout would be a bias; many are noise, which
 * an interval tells. All series of a block have the same one, so that they share it. */
#ifndef VIRTAX_LAYOUT_H
#define VIRTAX_LAYOUT_H

#include "plan/plan.h"

/* Draws the layouts of these blocks from a seed: a block's depends on its place in the list alone.
 * -1 where memory is short. */
int layouts_draw(uint64_t seed, struct plan_block *block, size_t count);

#endif
