/* server_mysql.c - MySQL and MariaDB, which count statements by their kind. */
#include "sqlload/server.h"

#include "harness/record.h"

#include <string.h>

/* What decides how it works; the whole list has a thousand. */
static const char *const told[] = {
    "version",
    "version_comment",
    "innodb_buffer_pool_size",
    "innodb_flush_method",
    "innodb_flush_log_at_trx_commit",
    "innodb_log_buffer_size",
    "innodb_log_file_size",
    "innodb_file_per_table",
    "innodb_doublewrite",
    "innodb_use_native_aio",
    "log_bin",
    "query_cache_type",
    "thread_handling",
    "thread_cache_size",
    "max_connections",
    "performance_schema",
    NULL,
};

static const char *const counted[] = {
    "Com_begin",
    "Com_select",
    "Com_insert",
    "Com_update",
    "Com_delete",
    "Com_commit",
    "Com_rollback",
    "Innodb_row_lock_waits",
    "Innodb_row_lock_time",
    "Innodb_deadlocks",
    "Table_locks_waited",
    "Innodb_buffer_pool_reads",
    "Innodb_buffer_pool_wait_free",
    "Innodb_data_reads",
    "Innodb_data_writes",
    "Innodb_data_fsyncs",
    "Innodb_data_written",
    "Innodb_os_log_written",
    "Innodb_log_waits",
    "Bytes_received",
    "Bytes_sent",
    NULL,
};

static double bytes(const struct run *run) {
    return run_counted(run, "Bytes_received") + run_counted(run, "Bytes_sent");
}

/* To sysbench a write that changes no row is none, but counts among others. Statements of
 * transactions that were repeated are told by the server alone. */
static int check_statements(const struct run *run, json_t *record, struct error *err) {
    static const char *const others[] = {"Com_insert", "Com_update", "Com_delete", "Com_begin",
                                         "Com_commit"};
    const struct output *o = run->output;
    double reads = run_counted(run, "Com_select"), all = reads;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        all += run_counted(run, others[i]);
    bool same = o->errors > 0 ? reads >= o->reads && all >= o->statements
                              : reads == o->reads && all == o->statements;
    return record_check(record, "statements", same, err,
                        "%.0f reads of %.0f statements; the server counted %.0f of %.0f", o->reads,
                        o->statements, reads, all);
}

/* It has the pool that was asked for. */
static int check(const struct run *run, json_t *record, struct error *err) {
    uint64_t asked = run->options->pool_size;
    if (check_statements(run, record, err) < 0)
        return -1;
    const char *pool = json_string_value(
        json_object_get(json_object_get(run->after, "variables"), "innodb_buffer_pool_size"));
    return asked == 0 ? 0
                      : record_check(record, "pool-size", pool && strtoull(pool, NULL, 10) == asked,
                                     err, "%s", pool ? pool : "not told");
}

const struct sql_server sql_server_mysql = {
    .name = "mysql",
    .port = 3306,
    .variables = "SHOW GLOBAL VARIABLES",
    .status = "SHOW GLOBAL STATUS",
    .tables = "SHOW TABLES LIKE 'sbtest%'",
    .pool = "SET GLOBAL innodb_buffer_pool_size = %d * 1048576",
    .told = told,
    .counted = counted,
    .bytes = bytes,
    .check = check,
};
