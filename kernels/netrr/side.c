/* side.c - options of its sockets, counters at both ends of the window, the loop of each worker. */
#include "netrr/side.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct netrr_side *netrr_side_new(const struct netrr_test *test, bool asks, struct error *err) {
    struct netrr_side *side = aligned_alloc(_Alignof(struct netrr_side), sizeof *side);
    if (!side) {
        error_errno(err, "counters of %u connections", test->connections);
        return NULL;
    }
    memset(side, 0, sizeof *side);
    side->test = *test;
    side->asks = asks;
    return side;
}

double netrr_look_up_s(const struct netrr_side *side) {
    return side->test.sliced ? 1 : 0.1;
}

int netrr_send(int fd, const uint8_t *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return -1;
        if (sent > 0) {
            bytes += sent;
            size -= (size_t)sent;
        }
    }
    return 1;
}

int netrr_receive(int fd, uint8_t *bytes, size_t size) {
    while (size > 0) {
        ssize_t got = recv(fd, bytes, size, 0);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return -1;
        if (got > 0) {
            bytes += got;
            size -= (size_t)got;
        }
    }
    return 1;
}
