/* shape.h - an interface that sends as fast as a wire of a given rate, and no faster.
 *
 * A token bucket (tc-tbf(8)) counts for every frame what Ethernet puts on the wire besides it: 7 +
 * 1 bytes of preamble, 4 of check sequence, 12 of gap (IEEE 802.3), and at least 84 bytes in all.
 * TCP with time stamps then gets 1448 of every 1538 bytes at MTU 1500: 9.41 Gbit/s of 10.
 *
 * TCP of Linux 4.17 and later hands down frames of up to 64 KiB whatever ethtool says (segmentation
 * in software is always on), and would pay those 24 bytes once for 44 wire frames, getting 9.56.
 * The second bucket, as deep as one wire frame, makes tbf cut them before they are counted; its own
 * rate is far beyond any link. */
#ifndef VIRTAX_LAB_SHAPE_H
#define VIRTAX_LAB_SHAPE_H

#include "harness/error.h"

/* Shapes what an interface sends: `namespace` NULL is the host, `bits` per second, `mtu` of the
 * interface in bytes. */
int lab_shape(const char *namespace, const char *interface, double bits, unsigned mtu,
              struct error *err);

/* The goodput of TCP with time stamps over IPv4 that such a wire carries, in bit/s. */
double lab_goodput_limit(double bits, unsigned mtu);

#endif
