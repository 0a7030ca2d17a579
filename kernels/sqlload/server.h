/* server.h - what of a measurement differs between SQL servers: a file and a line in the table for
 * each that sysbench speaks to. */
#ifndef VIRTAX_SQLLOAD_SERVER_H
#define VIRTAX_SQLLOAD_SERVER_H

#include "common/error.h"
#include "sqlload/run.h"

#include <jansson.h>
#include <stdint.h>

/* Queries give rows of a name and a value. */
struct sql_server {
    const char *name; /* as sysbench's --db-driver, and before its options of it */
    uint16_t port;    /* where the address has none */
    const char *variables, *status, *tables;
    /* Statements, NULL where nothing is to be done: sets the pool to so many MiB ("%d"); brings
     * filled tables to rest; tells after a wait how many others are still connected, whose counts
     * are not in the status yet. */
    const char *pool, *rest, *others;
    /* What of them is kept, ended by NULL: how it works, and what it did meanwhile. */
    const char *const *told, *const *counted;
    /* How many bytes went between it and its clients, at least. */
    double (*bytes)(const struct run *run);
    /* Checks that it did what sysbench says that it asked for. */
    int (*check)(const struct run *run, json_t *record, struct error *err);
};

extern const struct sql_server sql_server_mysql, sql_server_pgsql;

/* In the order of sqlload_drivers; and their names, ended by NULL. */
extern const struct sql_server *const sql_servers[];
extern const char *const sqlload_drivers[];

#endif
