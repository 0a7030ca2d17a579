/* zerocopy.c - reads completions from a socket's error queue and counts those that were copied. */
#include "netstream/zerocopy.h"

#include "common/clock.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* After sys/socket.h: it needs struct timespec. */
#include <linux/errqueue.h>

static void count(struct zerocopy *zerocopy, const struct cmsghdr *control) {
    bool ours = (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR) ||
                (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR);
    struct sock_extended_err report;
    if (!ours)
        return;
    memcpy(&report, CMSG_DATA(control), sizeof report);
    if (report.ee_origin != SO_EE_ORIGIN_ZEROCOPY)
        return;
    uint64_t sends = (uint64_t)(report.ee_data - report.ee_info) + 1;
    zerocopy->completed += sends;
    if (report.ee_code & SO_EE_CODE_ZEROCOPY_COPIED)
        zerocopy->copied += sends;
}

void zerocopy_reap(struct zerocopy *zerocopy) {
    for (;;) {
        _Alignas(struct cmsghdr) char space[256];
        struct msghdr message = {.msg_control = space, .msg_controllen = sizeof space};
        if (recvmsg(zerocopy->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            return;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
            count(zerocopy, c);
    }
}

void zerocopy_wait(struct zerocopy *zerocopy) {
    struct pollfd one = {.fd = zerocopy->fd}; /* POLLERR needs no asking */
    poll(&one, 1, 100);
    zerocopy_reap(zerocopy);
}

void zerocopy_settle(struct zerocopy *zerocopy, uint64_t sends) {
    double deadline = clock_now() + 1;
    zerocopy_reap(zerocopy);
    while (zerocopy->completed < sends && clock_now() < deadline)
        zerocopy_wait(zerocopy);
}
