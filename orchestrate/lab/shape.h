/* shape.h - an interface that sends as fast as a wire of a given rate, and no faster.
 *
 * Counted for every frame is what Ethernet puts on the wire besides it: 7 + 1 bytes of preamble, 4
 * of check sequence, 12 of gap (IEEE 802.3), and at least 84 bytes in all. TCP with time stamps
 * over IPv4 then gets 1448 of every 1538 bytes at MTU 1500: 9.41 Gbit/s of 10.
 *
 * TCP of Linux 4.17 and later hands down frames of up to 64 KiB whatever ethtool says (segmentation
 * in software is always on). A token bucket (tc-tbf(8)) knows the headers of all wire frames in
 * such a one, but adds its overhead only once, and would pass 9.56. Two ways to get it right: */
#ifndef VIRTAX_LAB_SHAPE_H
#define VIRTAX_LAB_SHAPE_H

#include "common/error.h"

enum lab_frames {
    /* As a card with segmentation and receive offload: large frames pass whole and cheaply. Two
     * buckets, one in the other, of which the tighter holds: at the full rate every frame with its
     * overhead, exact for frames that are alone; and without overhead at the rate times 1514/1538,
     * exact for large ones of full wire frames. Too kind to datagrams batched from small ones
     * (UDP_SEGMENT). */
    LAB_FRAMES_WHOLE,
    /* As a card without offloads: cut to wire frames before they are counted, by a second bucket as
     * deep as one wire frame whose rate is far beyond any link. Exact for all, and dear: each frame
     * is sent, woken for and received on its own. */
    LAB_FRAMES_CUT,
};

/* Shapes what an interface sends: `namespace` NULL is the host, `bits` per second, `mtu` of the
 * interface in bytes. */
int lab_shape(const char *namespace, const char *interface, double bits, unsigned mtu,
              enum lab_frames frames, struct error *err);

/* The goodput of TCP with time stamps over IPv4 that such a wire carries, in bit/s. */
double lab_goodput_limit(double bits, unsigned mtu);

#endif
