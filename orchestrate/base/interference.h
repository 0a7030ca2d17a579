/* interference.h - what else this host did while a cell ran: CPU time that was stolen from below or
 * taken by others, tasks that waited, pages that were swapped, CPUs that changed their frequency.
 *
 * Two readings make the interference between them; those of several spans of time (slices of a
 * block) add up. Sources: proc(5) (stat, vmstat), Linux Documentation/accounting/psi.rst and
 * admin-guide/pm/cpufreq.rst. */
#ifndef VIRTAX_INTERFERENCE_H
#define VIRTAX_INTERFERENCE_H

#include "base/host_usage.h"

#include <jansson.h>

enum pressure { PRESSURE_CPU, PRESSURE_MEMORY, PRESSURE_IO, PRESSURES };
extern const char *const pressure_names[PRESSURES];

/* What has been counted since boot; NAN: not told here. */
struct interference_reading {
    double at_s; /* CLOCK_MONOTONIC */
    int cpus;    /* how many; 0: none are known */
    struct cpu_times used;
    double own_s;                /* CPU-seconds of this process, which watches */
    double waiting_s[PRESSURES]; /* time in which some task of the whole host waited for it */
    double swapped_pages;        /* in and out */
    double ghz;                  /* just now, the mean over the CPUs */
};

/* Of these CPUs (NULL: none are known, and nothing of theirs is told), below `root` ("" on a live
 * machine). */
void interference_read(const char *root, const struct cpu_set *cpus,
                       struct interference_reading *reading);

struct interference {
    double wall_s, cpu_s; /* cpu_s: what these CPUs had to give meanwhile */
    double tasks_s, interrupts_s, steal_s, own_s, waiting_s[PRESSURES], swapped_pages;
    double ghz_begin, ghz_end;
};

/* What a cell knows that was not watched: NAN all over. */
void interference_unknown(struct interference *interference);

/* Adds what was between two readings; to what is unknown as to nothing. */
void interference_add(struct interference *sum, const struct interference_reading *begin,
                      const struct interference_reading *end);

/* As the record's "interference"; null for what is not told. */
json_t *interference_json(const struct interference *interference);

#endif
