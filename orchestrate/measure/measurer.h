/* measurer.h - the process that measures, as machine.json names it: whoever watches a run can tell
 * whether it goes on, without a lock. */
#ifndef VIRTAX_MEASURER_H
#define VIRTAX_MEASURER_H

#include "common/error.h"

#include <jansson.h>

/* This process: {"pid", "start" (clock ticks), "boot" (of this machine), "pid_namespace"}; NULL
 * where memory is short. */
json_t *measurer_here(void);

/* Notes in machine.json's "measurer" that it has ended by itself. */
void measurer_end(json_t *machine);

enum measurer_state {
    MEASURER_UNKNOWN, /* not told, or on another machine, in another boot, out of sight */
    MEASURER_ALIVE,
    MEASURER_ENDED, /* all measured, interrupted, or stopped by an error */
    MEASURER_GONE,  /* killed: it is no more and has not said so */
};
enum measurer_state measurer_state(const json_t *machine);

#endif
