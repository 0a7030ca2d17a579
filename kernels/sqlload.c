/* sqlload.c - many clients of a MySQL or PostgreSQL server: sysbench's OLTP tests, for figures 16
 * to 19.
 *
 * Why: the report ran sysbench's old `oltp` and printed what it said; its text speaks of updates
 * that its logs do not have, nobody compared what the server did with what was asked, and of the
 * latencies only a mean and a 95th percentile were kept. Here the same program (sysbench(1), a
 * package of this host) makes the tables, works and drops them; what it prints is read strictly,
 * its whole histogram is kept, and the server's own counters must agree with it. */
#include "common/interrupts.h"
#include "harness/evidence.h"
#include "harness/kernel.h"
#include "harness/record.h"
#include "harness/usage.h"
#include "sqlload/program.h"
#include "sqlload/report.h"
#include "sqlload/steps.h"

#include <stdio.h>

struct sqlload {
    struct sqlload_options options;
    struct cpu_set cpus;
    struct steps steps;
    struct output output;
    struct run run;
};

static int resolve(void *state, struct error *err) {
    struct sqlload *s = state;
    return sqlload_settle(&s->options, err) < 0
               ? -1
               : options_resolve(&s->options.common, &s->cpus, err);
}

static int needs(const void *state, json_t *list, struct error *err) {
    const struct sqlload *s = state;
    json_t *sysbench =
        json_pack("{s:s, s:s}", "program", s->options.sysbench, "package", "sysbench");
    return json_array_append_new(list, sysbench) < 0 ? error_failed(err, "out of memory") : 0;
}

static int warm_up(struct sqlload *s, struct error *err) {
    double seconds = s->options.omit_s;
    return seconds > 0 && steps_work(&s->steps, seconds, NULL, &s->output, err) < 0
               ? error_wrap(err, "warming up")
               : 0;
}

static int set_up(void *state, struct error *err) {
    struct sqlload *s = state;
    interrupts_watch();
    s->run =
        (struct run){.options = &s->options, .address = s->steps.address, .output = &s->output};
    if (program_present(s->options.sysbench, err) < 0 ||
        steps_open(&s->steps, &s->options, err) < 0 || steps_set(&s->steps, err) < 0 ||
        steps_fill(&s->steps, err) < 0 || warm_up(s, err) < 0)
        return -1;
    s->run.before = steps_look(&s->steps, err);
    return s->run.before ? 0 : -1;
}

static int measure(void *state, json_t *record, struct error *err) {
    struct sqlload *s = state;
    struct span span;
    if (steps_work(&s->steps, s->options.common.time_s, &span, &s->output, err) < 0)
        return -1;
    double seconds = span.end.wall_s - span.begin.wall_s;
    s->run.cpu_share = usage_cpu_s(&span.end.process) / seconds / (double)cpu_set_count(&s->cpus);
    return record_usage(record, usage_between(&span.begin, &span.end), err);
}

static int report(void *state, json_t *record, struct error *err) {
    struct sqlload *s = state;
    s->run.after = steps_look(&s->steps, err);
    if (!s->run.after || steps_count(&s->steps, &s->run.rows, err) < 0 ||
        steps_drop(&s->steps, err) < 0)
        return -1;
    if (sqlload_results(&s->run, record, err) < 0 || sqlload_evidence(&s->run, record, err) < 0 ||
        sqlload_checks(&s->run, record, err) < 0)
        return -1;
    return evidence_after(record, &s->cpus, isa_best(), NULL, err);
}

/* What is not dropped yet is, unless that was tried. */
static void release(void *state) {
    struct sqlload *s = state;
    if (s->steps.filled && !s->steps.ends)
        steps_drop(&s->steps, NULL);
    if (s->steps.filled)
        fprintf(stderr, "virtax sqlload: its tables may still be in database %s\n",
                s->options.database);
    json_decref(s->run.before);
    json_decref(s->run.after);
    steps_close(&s->steps);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, sqlload_options, NULL};
    static const char *const concerns[] = {"network", "storage", NULL};
    static const struct kernel kernel = {
        .name = "sqlload",
        .about = "Measures how many transactions a MySQL or PostgreSQL server does, and how fast."
                 "\vsysbench makes the tables in the database, which must not have them, and drops "
                 "them. Without --rate the loop is closed: each client asks again when it has its "
                 "answer. Port 3306, with --driver=pgsql 5432. Addresses are numeric. Sizes take "
                 "k, M, G (binary), rates k, M, G "
                 "(decimal), times s, m, h.",
        .options = options,
        .arguments = "ADDR[:PORT]",
        .word = sqlload_word,
        .resolve = resolve,
        .results = sqlload_yields,
        .concerns = concerns,
        .load = {"rate", "throughput", "", NULL},
        .needs = needs,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct sqlload state;
    return kernel_main(&kernel, &state, argc, argv);
}
