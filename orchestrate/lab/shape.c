/* shape.c - one or two token buckets for each end of a wire. */
#include "shape.h"

#include "command.h"

enum {
    ETHERNET_HEADER = 14,
    WIRE_OVERHEAD = 24,          /* preamble and start 8, check sequence 4, gap 12 */
    WIRE_MINIMUM = 84,           /* the shortest frame, 64, and 20 */
    TCP_HEADERS = 52,            /* IPv4 20, TCP 20, time stamps 12 */
    QUEUE_FRAMES = 1000,         /* what an interface queues by default (txqueuelen) */
    BURST_AT_LEAST = 128 * 1024, /* frames larger than the bucket would be cut */
};

/* A late timer's bytes may be caught up within this: the mean rate stays. */
static const double late_s = 2e-3;

static int buckets_whole(const char *namespace, const char *interface, double bits, unsigned frame,
                         double burst, struct error *err) {
    unsigned on_wire = frame + WIRE_OVERHEAD, queue = QUEUE_FRAMES * on_wire;
    if (lab_command(namespace, err,
                    "tc qdisc replace dev %s root handle 1: tbf rate %.0fbit burst %.0f limit %u",
                    interface, bits * frame / on_wire, burst, queue) < 0)
        return -1;
    return lab_command(namespace, err,
                       "tc qdisc replace dev %s parent 1:1 handle 2: tbf rate %.0fbit burst %.0f "
                       "limit %u overhead %d mpu %d",
                       interface, bits, burst, queue, WIRE_OVERHEAD, WIRE_MINIMUM);
}

static int buckets_cut(const char *namespace, const char *interface, double bits, unsigned frame,
                       double burst, struct error *err) {
    return lab_command(namespace, err,
                       "tc qdisc replace dev %s root handle 1: tbf rate %.0fbit burst %.0f "
                       "limit %u overhead %d mpu %d peakrate 10tbit mtu %u",
                       interface, bits, burst, QUEUE_FRAMES * (frame + WIRE_OVERHEAD),
                       WIRE_OVERHEAD, WIRE_MINIMUM, frame);
}

int lab_shape(const char *namespace, const char *interface, double bits, unsigned mtu,
              enum lab_frames frames, struct error *err) {
    unsigned frame = mtu + ETHERNET_HEADER;
    double burst = bits / 8 * late_s;
    if (bits < 1e6 || bits > 1e12)
        return error_usage(err, "a link of %g bit/s: from 1 Mbit/s to 1 Tbit/s can be shaped",
                           bits);
    if (burst < BURST_AT_LEAST)
        burst = BURST_AT_LEAST;
    int status = (frames == LAB_FRAMES_CUT ? buckets_cut : buckets_whole)(namespace, interface,
                                                                          bits, frame, burst, err);
    return status < 0
               ? error_wrap(err, "shaping %s (the kernel needs CONFIG_NET_SCH_TBF)", interface)
               : 0;
}

double lab_goodput_limit(double bits, unsigned mtu) {
    return bits * (mtu - TCP_HEADERS) / (mtu + ETHERNET_HEADER + WIRE_OVERHEAD);
}
