/* server_pgsql.c - PostgreSQL, which counts what is done with rows, and adds up what a connection
 * did at its end (Cumulative Statistics System, PostgreSQL 15 documentation, 28.2). */
#include "sqlload/server.h"

#include "harness/record.h"

#include <math.h>

static const char *const told[] = {
    "server_version",
    "shared_buffers",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "wal_level",
    "wal_sync_method",
    "max_wal_size",
    "max_connections",
    "autovacuum",
    "jit",
    "max_parallel_workers_per_gather",
    "shared_memory_type",
    "huge_pages",
    NULL,
};

static const char *const counted[] = {
    "xact_commit", "xact_rollback", "deadlocks",          "blks_read", "blks_hit",    "seq_scan",
    "idx_scan",    "n_tup_ins",     "n_tup_upd",          "n_tup_del", "wal_records", "wal_bytes",
    "wal_write",   "wal_sync",      "buffers_checkpoint", NULL,
};

/* It counts none. A statement takes at least a Query or an Execute, and a CommandComplete and a
 * ReadyForQuery as its answer: "BEGIN" has 11 + 11 + 6 bytes (Message Formats, same documentation,
 * 55.7). */
static double bytes(const struct run *run) {
    static const double of_statement = 28;
    return of_statement * run->output->statements;
}

/* Each statement scans its table once, but for inserts. To sysbench a write that changes no row
 * counts among others, as beginnings and ends of transactions do. */
static int check(const struct run *run, json_t *record, struct error *err) {
    const struct output *o = run->output;
    double inserted = run_counted(run, "n_tup_ins");
    double done = inserted + run_counted(run, "seq_scan") + run_counted(run, "idx_scan");
    double writes = inserted + run_counted(run, "n_tup_upd") + run_counted(run, "n_tup_del");
    double commits = run_counted(run, "xact_commit");
    double asked = o->statements - fmin(o->others, 2 * o->transactions);
    bool same =
        o->errors > 0 ? done >= asked && writes >= o->writes : done == asked && writes == o->writes;
    return record_check(record, "statements", same && commits >= o->transactions, err,
                        "%.0f statements within %.0f transactions, %.0f rows written; the server "
                        "counted %.0f, %.0f, %.0f",
                        asked, o->transactions, o->writes, done, commits, writes);
}

const struct sql_server sql_server_pgsql = {
    .name = "pgsql",
    .port = 5432,
    .variables = "SELECT name, current_setting(name) FROM pg_settings",
    .status =
        "SELECT each.* FROM pg_stat_database AS d, json_each_text(to_json(d)) AS each "
        "WHERE d.datname = current_database() "
        "UNION ALL SELECT each.* FROM pg_stat_wal AS w, json_each_text(to_json(w)) AS each "
        "UNION ALL SELECT each.* FROM pg_stat_bgwriter AS b, json_each_text(to_json(b)) AS each "
        "UNION ALL SELECT each.* FROM (SELECT sum(seq_scan) AS seq_scan, sum(idx_scan) AS "
        "idx_scan, sum(n_tup_ins) AS n_tup_ins, sum(n_tup_upd) AS n_tup_upd, "
        "sum(n_tup_del) AS n_tup_del FROM pg_stat_user_tables) AS t, "
        "json_each_text(to_json(t)) AS each",
    .tables = "SELECT tablename, schemaname FROM pg_tables WHERE tablename LIKE 'sbtest%'",
    .rest = "VACUUM ANALYZE",
    .others = "SELECT 'others', count(*) FROM pg_stat_activity, pg_sleep(0.01) "
              "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
    .told = told,
    .counted = counted,
    .bytes = bytes,
    .check = check,
};
