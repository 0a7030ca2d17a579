/* options.h - sqlload's command line and what it becomes. */
#ifndef VIRTAX_SQLLOAD_OPTIONS_H
#define VIRTAX_SQLLOAD_OPTIONS_H

#include "harness/options.h"
#include "net/address.h"

struct sqlload_options {
    struct options common;
    const char *where; /* the server's address, as it was given */
    struct net_address server;
    int driver;       /* index in sqlload_drivers and sql_servers */
    int workload;     /* index in sqlload_workloads */
    unsigned clients; /* connections, each with a thread of sysbench */
    unsigned tables;
    uint64_t table_size; /* rows of each table */
    double omit_s;
    double rate;   /* transactions a second of all clients; 0: closed loop */
    int rand_type; /* indices in sqlload_distributions and sqlload_statements */
    int ps_mode;
    uint64_t seed;
    uint64_t pool_size; /* of InnoDB's buffer pool; 0: as the server has it */
    const char *user, *database, *password_file, *sysbench;
};

/* sysbench's words for them; each list ends with NULL. */
extern const char *const sqlload_workloads[], *const sqlload_distributions[],
                                                  *const sqlload_statements[];

extern const struct option_row sqlload_options[];

/* struct kernel's: the server's address. */
int sqlload_word(void *state, const char *word, struct error *err);

/* Fills defaults and checks what one value demands of another: STATUS_USAGE. */
int sqlload_settle(struct sqlload_options *options, struct error *err);

#endif
