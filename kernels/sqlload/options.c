/* options.c - sqlload's options: parsed, checked against each other, printed as parameters. */
#include "sqlload/options.h"

#include "sqlload/server.h"

#include <string.h>

enum { CLIENTS_MAX = 1000, TABLES_MAX = 1000 };
static const double default_time_s = 10;

const char *const sqlload_workloads[] = {"read_write", "read_only", "write_only", "point_select",
                                         NULL};
const char *const sqlload_distributions[] = {"special", "uniform", "gaussian", "pareto", NULL};
const char *const sqlload_statements[] = {"auto", "disable", NULL};

#define FIELD(field) offsetof(struct sqlload_options, field)

const struct option_row sqlload_options[] = {
    {"driver", 'd', "NAME", 1, FIELD(driver), &option_word,
     "Whose server it is, as sysbench names it: mysql (default), pgsql", "mysql", .what = "driver",
     .words = sqlload_drivers},
    {"workload", 'w', "NAME", 1, FIELD(workload), &option_word,
     "What of sysbench's oltp_: read_write (default), read_only, write_only, point_select",
     "read_write", .what = "workload", .words = sqlload_workloads},
    {"clients", 'C', "N", 1, FIELD(clients), &option_number,
     "Connections, each with a thread of its own", "16", .low = 1, .high = CLIENTS_MAX},
    {"tables", 0, "N", 1, FIELD(tables), &option_number, "Tables", "1", .low = 1,
     .high = TABLES_MAX},
    {"table-size", 0, "N", 1, FIELD(table_size), &option_count, "Rows of each table", "10000",
     .low = 1000, .high = INT32_MAX},
    {"rand-type", 0, "NAME", 1, FIELD(rand_type), &option_word,
     "How rows are chosen: special (default), uniform, gaussian, pareto", "special",
     .what = "distribution", .words = sqlload_distributions},
    {"ps-mode", 0, "NAME", 1, FIELD(ps_mode), &option_word,
     "Prepared statements: auto (default: wherever possible) or disable", "auto", .what = "mode",
     .words = sqlload_statements},
    {"seed", 0, "N", 1, FIELD(seed), &option_count, "Of rows and arrivals", "1", .low = 1,
     .high = INT32_MAX},
    {"omit", 0, "TIME", 1, FIELD(omit_s), &option_time, "Warm up for this time before measuring",
     "0", .flags = 0},
    {"rate", 'r', "N", 2, FIELD(rate), &option_rate,
     "Open loop: N transactions a second by all clients, latency with the time in the queue",
     .flags = OPTION_OPEN},
    {"pool-size", 0, "SIZE", 3, FIELD(pool_size), &option_size,
     "Set InnoDB's buffer pool, in whole MiB (default: as the server has it; mysql alone)",
     .flags = OPTION_OPEN, .high = UINT64_C(1) << 40, .grain = 1 << 20},
    {"user", 0, "NAME", 3, FIELD(user), &option_text, "The server's user", "sbtest", .flags = 0},
    {"database", 0, "NAME", 3, FIELD(database), &option_text, "The server's database", "sbtest",
     .flags = 0},
    {"password-file", 0, "FILE", 3, FIELD(password_file), &option_text,
     "A file whose first line is the user's password; -: stdin", .flags = OPTION_UNTOLD},
    {"sysbench", 0, "FILE", 3, FIELD(sysbench), &option_text, "The program that loads the server",
     "/usr/bin/sysbench", .flags = OPTION_UNTOLD},
    {0},
};

int sqlload_word(void *state, const char *word, struct error *err) {
    struct sqlload_options *o = state;
    if (o->where)
        return error_usage(err, "unexpected word '%s': one address is enough", word);
    o->where = word;
    return 0;
}

int sqlload_settle(struct sqlload_options *o, struct error *err) {
    const struct sql_server *server = sql_servers[o->driver];
    if (!o->where && !o->common.resolve)
        return error_usage(err, "no address: 'sqlload ADDR[:PORT]'");
    if (o->where && net_address_parse(o->where, server->port, &o->server, err) < 0)
        return -1;
    if (o->pool_size > 0 && !server->pool)
        return error_usage(err, "--pool-size: %s has it from its configuration alone; leave it out",
                           server->name);
    if (o->rate > 0 && o->rate < 1)
        return error_usage(err, "--rate: less than one transaction a second");
    if (o->rate > 0 && o->rate != (double)(uint64_t)o->rate)
        return error_usage(err, "--rate: sysbench takes whole transactions a second");
    if (o->omit_s > 0 && o->omit_s < 1)
        return error_usage(err, "--omit: sysbench takes whole seconds; 0, or 1s and more");
    if (o->common.time_s == 0)
        o->common.time_s = default_time_s;
    if (o->common.time_s != (double)(uint64_t)o->common.time_s ||
        o->omit_s != (double)(uint64_t)o->omit_s)
        return error_usage(err, "--time and --omit: sysbench takes whole seconds");
    return 0;
}
