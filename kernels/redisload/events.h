/* events.h - epoll(7) over a thread's connections, polled busily for a while before it sleeps.
 *
 * A thread that sleeps until an answer comes lets its CPU halt, and to wake it takes longer than a
 * server needs for a request: the client would mostly measure its own machine. */
#ifndef VIRTAX_REDISLOAD_EVENTS_H
#define VIRTAX_REDISLOAD_EVENTS_H

#include "common/error.h"

#include <sys/epoll.h>

struct events {
    int poll; /* -1: closed */
    double busy_poll_s;
    double polled_s; /* of CPU time, spent looking in vain */
};

/* `busy_poll_s` 0: sleeps at once. */
int events_open(struct events *events, double busy_poll_s, struct error *err);

/* From now on what comes, and room for what goes, on fd is an event of `data`, edge-triggered. */
int events_watch(struct events *events, int fd, void *data, struct error *err);

/* Waits until there are events, at most until a time of clock_now(): how many are in event[], 0
 * after that time or a signal, -1 with an error. epoll_wait(2), ppoll(2). */
int events_await(struct events *events, double until_s, struct epoll_event *event, int most,
                 struct error *err);

void events_close(struct events *events);

#endif
