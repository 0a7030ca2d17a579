/* counters.h - what passed each interface, and whether it went where it was declared to go.
 *
 * The counters (`ip -json -stats link show`) count frames of the kernel, not packets of a wire:
 * a veth and a bridge carry frames of up to 64 KiB that a network card would cut (GSO), and the two
 * sides of a path may see different numbers of them. Bytes agree to within the headers, so it is
 * bytes that are judged. */
#ifndef VIRTAX_LAB_COUNTERS_H
#define VIRTAX_LAB_COUNTERS_H

#include "lab/lab.h"

#include <jansson.h>
#include <stdint.h>

/* All interfaces of a namespace (NULL: here): {"NAME": {"rx_packets", "rx_bytes", "tx_packets",
 * "tx_bytes", "rx_dropped", "tx_dropped"}}. NULL on failure. */
json_t *lab_counters(const char *namespace, struct error *err);

/* The interfaces of this host and of the namespace that stands for it. */
json_t *lab_counters_of_host(const struct lab *lab, struct error *err);

/* The counters in what `ip -json -stats link show` printed; NULL for any other text. */
json_t *lab_counters_parse(const json_t *links, struct error *err);

/* after - before for each interface that has counted in between; one that came up in between counts
 * from 0, one that went away is left out. */
json_t *lab_counters_between(const json_t *before, const json_t *after);

/* Two such differences together; NULL is none of them. */
json_t *lab_counters_sum(const json_t *one, const json_t *other);

enum { LAB_PATH_MAX = 8 };

/* Interfaces that a cell's data must pass, and those that they must not; ended by NULL (route.h).
 */
struct lab_path {
    const char *through[LAB_PATH_MAX];
    const char *never[LAB_PATH_MAX];
};

/* Judges a difference of counters (lab_counters_between): each interface of `through` carried at
 * least `payload` bytes, received and sent together, and each of `never` at most a hundredth of
 * that or 16 KiB (neighbour discovery and the like). `payload` is what the kernel says it moved
 * between the two readings, above 0. Fails with the interface and both numbers. */
int lab_path_check(const struct lab_path *path, const json_t *between, uint64_t payload,
                   struct error *err);

#endif
