/* server.h - a service's process: started, awaited, watched and ended. */
#ifndef VIRTAX_SERVE_SERVER_H
#define VIRTAX_SERVE_SERVER_H

#include "serve/service.h"

#include <sys/resource.h>
#include <sys/types.h>

struct server {
    const struct service *service;
    pid_t pid;   /* 0: none */
    int process; /* pidfd_open(2) */
    int log;     /* what it prints, in memory: memfd_create(2) */
};

/* Starts it as its user, with this text on its stdin. It ends with this process. */
int server_start(struct server *server, const struct service *service, const char *input,
                 struct error *err);

/* Until it accepts connections at the address. Fails with its own last line where it ended, or
 * after its time. */
int server_await(const struct server *server, const struct net_address *listen, struct error *err);

/* What it has used so far, of proc(5): CPU time, faults and context switches; 0 what is not told. */
struct rusage server_used(const struct server *server);

/* Until stdin ends, or this process is told to (interrupts.h). Fails where the server ended by
 * itself. */
int server_watch(const struct server *server, struct error *err);

/* Tells it to end, and kills it where it does not in time, which is an error. What it used in all
 * its life is in *used. Safe on one that was not started. */
int server_stop(struct server *server, struct rusage *used, struct error *err);

#endif
