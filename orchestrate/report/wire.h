/* wire.h - what joined a figure's two hosts, and how much of it the reference used. */
#ifndef VIRTAX_WIRE_H
#define VIRTAX_WIRE_H

#include "output.h"

/* "wire of 10 Gbit/s", "wire at memory speed", "wire: this host's own loopback"; "" of a figure
 * without a peer. From the plan; of a second machine from the machine file. Returns buffer. */
const char *wire_text(const struct results *results, size_t figure, char *buffer, size_t size);

/* The share of their time that the CPUs of the system under test were busy in the valid cells of
 * the first series: the whole host without the peer's CPUs; NAN where the records do not tell. */
double wire_cpu_share(const struct results *results, size_t figure);

#endif
