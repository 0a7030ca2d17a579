/* wakeups.h - a receiver of a fast TCP flow that is woken for blocks, not for every packet. */
#ifndef VIRTAX_NETSTREAM_WAKEUPS_H
#define VIRTAX_NETSTREAM_WAKEUPS_H

#include <stdbool.h>
#include <stddef.h>

/* Where both ends are fast a receiver that sleeps is woken by the next packet, on the sender's
 * time: an interrupt to another CPU, and in a virtual machine an exit. With SO_RCVLOWAT (socket(7),
 * tcp(7)) it is woken for as much as comes within a millisecond, a whole read at most; from a slow
 * flow it takes what is there. */
struct wakeups {
    int fd;
    size_t most;      /* bytes of a read */
    size_t low_water; /* as it is set */
    double since_s, last_s;
    double bytes; /* since then */
    bool slow;    /* the last read waited for long, and so may have this one */
};

/* Of a socket that is as it was made; `most` 0: leave it so. */
struct wakeups wakeups_of(int fd, size_t most, double now_s);

/* A read at that time (CLOCK_MONOTONIC) brought so many bytes. */
void wakeups_note(struct wakeups *wakeups, size_t bytes, double now_s);

#endif
