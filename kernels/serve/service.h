/* service.h - real servers that `serve` starts: a file and a line in the table for each.
 *
 * Where it runs is not a service's matter: its root file system is the same natively, in containers
 * and in guests. What it is asked, and what must come of that, is the matter of the kernel that
 * loads it. */
#ifndef VIRTAX_SERVE_SERVICE_H
#define VIRTAX_SERVE_SERVICE_H

#include "net/address.h"

#include <stdbool.h>
#include <stdio.h>

/* Where one serves, and whom. */
struct service_place {
    const struct net_address *listen;
    const char *data; /* the directory of its own files; NULL: it keeps none */
    const char *password;
};

/* In words of a command line {address}, {port} and {data} stand for those of the place. */
struct service {
    const char *name;             /* as `serve NAME` has it */
    const char *program;          /* in the root, as all paths here */
    const char *configuration;    /* the same in every environment */
    const char *user;             /* as whom it runs, of the root's /etc/passwd */
    const char *const *arguments; /* after the program's name; ended by NULL */
    /* Those with which a program (NULL: its own) fills an empty directory, with a file on its stdin
     * (NULL: what `input` writes). NULL: it needs none, and uses one that it is given. */
    const char *const *data_arguments;
    const char *data_program, *data_input;
    uint16_t port;          /* where --listen has none */
    double ready_s, stop_s; /* how long it may take until it accepts, and to end */
    const char *ready_line; /* what its log says when it works; NULL: that it accepts is enough */
    int stop_signal;        /* 0: SIGTERM */
    bool has_processes;     /* it works in children of its own */
    /* Writes what it reads on its stdin, or what makes its data did, so that the password becomes
     * its own. */
    void (*input)(FILE *out, const struct service_place *place);
};

extern const struct service service_mariadb, service_postgresql, service_redis;

/* That of a name; NULL with a usage error that names the closest. */
const struct service *service_find(const char *name, struct error *err);

#endif
