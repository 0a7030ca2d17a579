/* service_postgresql.c - PostgreSQL, as Debian has it. */
#include "serve/service.h"

#include <signal.h>

#define PROGRAMS "/usr/lib/postgresql/current/bin"
#define CONFIGURATION "/etc/virtax/postgresql.conf"

static const char *const arguments[] = {
    "-D", "{data}", "-c", "config_file=" CONFIGURATION, "-c", "listen_addresses={address}",
    "-p", "{port}", NULL,
};

/* Its superuser has sysbench's name, and the password that comes on stdin. Nothing is synced: the
 * directory goes with the server. */
static const char *const data_arguments[] = {
    "-D",          "{data}",    "--username=sbtest", "--pwfile=/dev/stdin",
    "--no-locale", "--no-sync", "--encoding=UTF8",   "--auth=scram-sha-256",
    NULL,
};

static void input(FILE *out, const struct service_place *place) {
    fprintf(out, "%s\n", place->password);
}

const struct service service_postgresql = {
    .name = "postgresql",
    .program = PROGRAMS "/postgres",
    .configuration = CONFIGURATION,
    .user = "postgres",
    .arguments = arguments,
    .data_arguments = data_arguments,
    .data_program = PROGRAMS "/initdb",
    .port = 5432,
    .ready_s = 60,
    .stop_s = 60,
    .ready_line = "ready to accept connections",
    .stop_signal = SIGINT, /* clients are sent away; SIGTERM waits for them */
    .has_processes = true,
    .input = input,
};
