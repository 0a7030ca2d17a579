/* service_mariadb.c - MariaDB, a MySQL server, as Debian has it. */
#include "serve/service.h"

/* What is read first decides: no other file is. */
#define CONFIGURATION "/etc/virtax/mariadb.cnf"

static const char *const arguments[] = {
    "--defaults-file=" CONFIGURATION,
    "--bind-address={address}",
    "--port={port}",
    "--datadir={data}",
    "--tmpdir={data}",
    "--init-file=/dev/stdin",
    NULL,
};

/* As mariadb-install-db(1) does it. */
static const char *const data_arguments[] = {
    "--defaults-file=" CONFIGURATION, "--datadir={data}", "--tmpdir={data}", "--bootstrap", NULL,
};

/* A string of SQL, in which quotes and backslashes stand twice. */
static void put_string(FILE *out, const char *text) {
    fputc('\'', out);
    for (const char *c = text; *c; c++) {
        if (*c == '\'' || *c == '\\')
            fputc(*c, out);
        fputc(*c, out);
    }
    fputc('\'', out);
}

/* sysbench's names for its user and its database. All rights, since who loads the server also reads
 * what it is set to. */
static void input(FILE *out, const struct service_place *place) {
    fputs("CREATE DATABASE sbtest;\nCREATE USER sbtest@'%' IDENTIFIED BY ", out);
    put_string(out, place->password);
    fputs(";\nGRANT ALL ON *.* TO sbtest@'%';\n", out);
}

const struct service service_mariadb = {
    .name = "mariadb",
    .program = "/usr/sbin/mariadbd",
    .configuration = CONFIGURATION,
    .user = "mysql",
    .arguments = arguments,
    .data_arguments = data_arguments,
    .data_input = "/etc/virtax/mariadb.sql",
    .port = 3306,
    .ready_s = 60,
    .stop_s = 60,
    .input = input,
};
