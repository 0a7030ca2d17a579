/* zerocopy.h - completions of MSG_ZEROCOPY sends (Documentation/networking/msg_zerocopy.rst).
 *
 * A send without copy is only asked for: the kernel reports each on the socket's error queue and
 * says there whether it copied after all, as it does on loopback and veth. */
#ifndef VIRTAX_NETSTREAM_ZEROCOPY_H
#define VIRTAX_NETSTREAM_ZEROCOPY_H

#include <stdint.h>

struct zerocopy {
    int fd;
    uint64_t completed, copied; /* sends */
};

/* Takes the completions that are there. */
void zerocopy_reap(struct zerocopy *zerocopy);

/* Waits for one, 100 ms at most, and takes all. */
void zerocopy_wait(struct zerocopy *zerocopy);

/* Waits until `sends` are completed, 1 s at most. */
void zerocopy_settle(struct zerocopy *zerocopy, uint64_t sends);

#endif
