/* service.h - real servers that `serve` starts: a file and a line in the table for each.
 *
 * Where it runs is not a service's matter: its root file system is the same natively, in containers
 * and in guests. What it is asked, and what must come of that, is the matter of the kernel that
 * loads it. */
#ifndef VIRTAX_SERVE_SERVICE_H
#define VIRTAX_SERVE_SERVICE_H

#include "net/address.h"

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
    const char *program;          /* in the root */
    const char *configuration;    /* likewise, the same in every environment */
    const char *user;             /* as whom it runs, of the root's /etc/passwd */
    const char *const *arguments; /* after the program's name; ended by NULL */
    /* NULL: it keeps no data. Else those with which the program fills an empty directory, with
     * this file of the root on its stdin. */
    const char *const *data_arguments;
    const char *data_input;
    uint16_t port;          /* where --listen has none */
    double ready_s, stop_s; /* how long it may take until it accepts, and to end */
    /* Writes what it reads on its stdin, which makes the password its own. */
    void (*input)(FILE *out, const char *password);
};

extern const struct service service_mariadb, service_redis;

/* That of a name; NULL with a usage error that names the closest. */
const struct service *service_find(const char *name, struct error *err);

#endif
