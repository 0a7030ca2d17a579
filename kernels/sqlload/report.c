/* report.c - what sysbench told, and what the server told of the same time. */
#include "sqlload/report.h"

#include "harness/histogram.h"
#include "harness/kernel.h"
#include "harness/record.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

int sqlload_yields(const void *options, json_t *list, struct error *err) {
    (void)options;
    static const struct kernel_cost cost = {"CPU-us/txn", 1e6,
                                            "What it costs: CPU-microseconds for each transaction"};
    static const struct kernel_result rate = {"throughput",  "",   "txn/s", BETTER_HIGHER,
                                              "transaction", &cost};
    return kernel_result_add(list, &rate, err) < 0 ? -1 : histogram_yields("", list, err);
}

int sqlload_results(const struct run *run, json_t *record, struct error *err) {
    const struct output *o = run->output;
    double rate = o->time_s > 0 ? o->events / o->time_s : 0;
    if (o->events == 0)
        return error_failed(err, "%s: no transaction ended within --time", run->address);
    return record_result(record, "throughput", "", "txn/s", &rate, 1, err) < 0
               ? -1
               : histogram_report(&o->latency, "", "all", record, err);
}

static double status(const json_t *facts, const char *name) {
    return json_number_value(json_object_get(json_object_get(facts, "status"), name));
}

static double counted(const struct run *run, const char *name) {
    return status(run->after, name) - status(run->before, name);
}

/* What decides how it works; the whole list has a thousand. */
static const char *const variables[] = {
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
};

/* What it did meanwhile. */
static const char *const counters[] = {
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
};

static json_t *server(const struct run *run) {
    const json_t *told = json_object_get(run->after, "variables");
    json_t *object = json_pack("{s:{}, s:{}}", "variables", "counted");
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        json_t *value = json_object_get(told, variables[i]);
        json_object_set_new(json_object_get(object, "variables"), variables[i],
                            value ? json_incref(value) : json_null());
    }
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        json_object_set_new(json_object_get(object, "counted"), counters[i],
                            json_real(counted(run, counters[i])));
    return object;
}

static json_t *client(const struct run *run) {
    const struct output *o = run->output;
    return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:I}", "program", "sysbench",
                     "version", o->version, "reads", o->reads, "writes", o->writes, "others",
                     o->others, "transactions", o->transactions, "repeated", o->errors,
                     "reconnects", o->reconnects, "total_bytes",
                     (json_int_t)(counted(run, "Bytes_received") + counted(run, "Bytes_sent")));
}

/* sysbench does not say how many transactions were due: by a Poisson schedule as many as the rate
 * has on average, but for three times the square root of that. */
static double achieved(const struct run *run) {
    double due = run->options->rate * run->options->common.time_s;
    return fmin(1, (run->output->events + 3 * sqrt(due)) / due);
}

int sqlload_evidence(const struct run *run, json_t *record, struct error *err) {
    const struct sqlload_options *options = run->options;
    bool open = options->rate > 0;
    const char *loop = open ? "open: with the time in sysbench's queue"
                            : "closed: each client asks again when it has its answer";
    if (record_evidence(record, "peer", json_string(run->address), err) < 0 ||
        record_evidence(record, "loop", json_string(loop), err) < 0 ||
        record_evidence(record, "server", server(run), err) < 0 ||
        record_evidence(record, "client", client(run), err) < 0 ||
        record_evidence(record, "load_cpu_share", json_real(run->cpu_share), err) < 0)
        return -1;
    return open ? record_evidence(record, "achieved_share", json_real(achieved(run)), err) : 0;
}

/* The tables have as many rows as before, since what a transaction deletes it inserts again; the
 * server did what sysbench says that it asked for; and it has the pool that was asked for. */
int sqlload_checks(const struct run *run, json_t *record, struct error *err) {
    const struct sqlload_options *options = run->options;
    const struct output *o = run->output;
    uint64_t rows = options->tables * options->table_size;
    double reads = counted(run, "Com_select");
    double all = reads + counted(run, "Com_insert") + counted(run, "Com_update") +
                 counted(run, "Com_delete") + counted(run, "Com_begin") +
                 counted(run, "Com_commit");
    /* To sysbench a write that changes no row is none, but counts among others. Statements of
     * transactions that were repeated are told by the server alone. */
    bool same = o->errors > 0 ? reads >= o->reads && all >= o->statements
                              : reads == o->reads && all == o->statements;
    if (record_check(record, "rows", run->rows == rows, err, "%" PRIu64 " of %" PRIu64, run->rows,
                     rows) < 0 ||
        record_check(record, "statements", same, err,
                     "%.0f reads of %.0f statements; the server counted %.0f of %.0f", o->reads,
                     o->statements, reads, all) < 0)
        return -1;
    if (options->pool_size == 0)
        return 0;
    const char *pool = json_string_value(
        json_object_get(json_object_get(run->after, "variables"), "innodb_buffer_pool_size"));
    bool as_asked = pool && strtoull(pool, NULL, 10) == options->pool_size;
    return record_check(record, "pool-size", as_asked, err, "%s", pool ? pool : "not told");
}
