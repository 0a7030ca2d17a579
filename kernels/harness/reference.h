/* reference.h - how fast this CPU works just now, told by work and not by what the system says: in
 * a virtual machine no frequency is shown that could be trusted, and a guest's TSC ticks on
 * whatever the CPU does. */
#ifndef VIRTAX_REFERENCE_H
#define VIRTAX_REFERENCE_H

/* Additions a second, in 10^9, of a chain in which each needs the one before it: one a cycle on
 * today's CPUs, so that it is the frequency in GHz of the CPU that the caller is on. The best of
 * several tries by CLOCK_MONOTONIC, since some are interrupted; takes about a millisecond. */
double reference_ghz(void);

#endif
