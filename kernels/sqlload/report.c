/* report.c - what sysbench told, and what the server told of the same time. */
#include "sqlload/report.h"

#include "harness/histogram.h"
#include "harness/kernel.h"
#include "harness/record.h"
#include "sqlload/server.h"

#include <inttypes.h>
#include <math.h>

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

static json_t *server(const struct run *run) {
    const struct sql_server *kind = sql_servers[run->options->driver];
    const json_t *told = json_object_get(run->after, "variables");
    json_t *object = json_pack("{s:{}, s:{}}", "variables", "counted");
    for (const char *const *name = kind->told; *name; name++) {
        json_t *value = json_object_get(told, *name);
        json_object_set_new(json_object_get(object, "variables"), *name,
                            value ? json_incref(value) : json_null());
    }
    for (const char *const *name = kind->counted; *name; name++)
        json_object_set_new(json_object_get(object, "counted"), *name,
                            json_real(run_counted(run, *name)));
    return object;
}

static json_t *client(const struct run *run) {
    const struct output *o = run->output;
    return json_pack("{s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:I}", "program", "sysbench",
                     "version", o->version, "reads", o->reads, "writes", o->writes, "others",
                     o->others, "transactions", o->transactions, "repeated", o->errors,
                     "reconnects", o->reconnects, "total_bytes",
                     (json_int_t)sql_servers[run->options->driver]->bytes(run));
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

/* The tables have as many rows as before, since what a transaction deletes it inserts again. */
int sqlload_checks(const struct run *run, json_t *record, struct error *err) {
    const struct sqlload_options *options = run->options;
    uint64_t rows = options->tables * options->table_size;
    return record_check(record, "rows", run->rows == rows, err, "%" PRIu64 " of %" PRIu64,
                        run->rows, rows) < 0
               ? -1
               : sql_servers[options->driver]->check(run, record, err);
}
