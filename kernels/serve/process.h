/* process.h - a service's process: started, awaited, watched and ended. */
#ifndef VIRTAX_SERVE_PROCESS_H
#define VIRTAX_SERVE_PROCESS_H

#include "harness/usage.h"
#include "serve/service.h"

#include <sys/resource.h>
#include <sys/types.h>

struct service_process {
    const struct service *service;
    pid_t pid;         /* 0: none */
    int process;       /* pidfd_open(2) */
    int log;           /* what it prints, in memory: memfd_create(2) */
    const char *data;  /* its directory; NULL: none */
    int64_t oom_kills; /* of this system, before it started */
};

/* Can it listen there? Who else does would be taken for it. */
int service_can_listen(const struct net_address *listen, struct error *err);

/* Starts it at its place, with what it reads on its stdin (child.h). */
int service_start(struct service_process *server, const struct service *service,
                  const struct service_place *place, struct error *err);

/* Runs what makes its data until that ends, in the time until the service must be ready. Fails with
 * its own last line, and quotes the last ten on stderr. */
int service_fill(const struct service *service, const struct service_place *place,
                 struct error *err);

/* Until it accepts connections at the address and has said that it works. Fails with its own last
 * line where it ended, or after its time, and quotes the last ten on stderr. */
int service_await(const struct service_process *server, const struct net_address *listen,
                  struct error *err);

/* Reads every file that it has mapped: it waits for none of them later (a fresh guest has read
 * nothing yet), and each must be the one of the root's manifest. */
int service_warm(const struct service_process *server, struct error *err);

/* What it and its children have used so far, of proc(5): CPU time, faults, and the context switches
 * of the threads that there are; 0 what is not told. */
struct rusage service_used(const struct service_process *server);

/* What it had used at the first two lines on stdin: who loads it begins and ends. */
struct service_marks {
    unsigned count;
    struct usage at[2];
};

/* Until stdin ends, or this process is told to (interrupts.h). Fails where the server ended by
 * itself. */
int service_watch(const struct service_process *server, struct service_marks *marks,
                  struct error *err);

/* Tells it to end, and kills it where it does not in time, which is an error. What it used in all
 * its life is in *used. Safe on one that was not started. */
int service_stop(struct service_process *server, struct rusage *used, struct error *err);

#endif
