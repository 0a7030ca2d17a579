/* blockio.c - reads and writes of a file or block device: how many, how fast, how late, and at what
 * cost of processor time. What fio does for the report's figures 10 to 12.
 *
 * Why: a guest's request passes two I/O stacks and two processors' worth of exits, a container's
 * one and perhaps an overlay; the report finds half the IOPS in a guest and nothing lost in a
 * container, with one engine and one run of each. */
#include "blockio/options.h"
#include "blockio/readback.h"
#include "blockio/report.h"
#include "common/cleanup.h"
#include "harness/evidence.h"
#include "harness/failure.h"
#include "harness/kernel.h"
#include "harness/record.h"

/* Everything that main() sets up. */
struct session {
    struct blockio_options options;
    enum engine_name engine;
    char engine_why[1024];
    cpu_set_t cpus;
    struct target target;
    struct measure measure;
};

/* Makes every automatic choice. */
static int resolve(struct session *s, struct error *err) {
    struct blockio_options *o = &s->options;
    if (options_resolve(&o->common, &s->cpus, err) < 0 ||
        engine_choose(o->engine, &s->engine, s->engine_why, sizeof s->engine_why, err) < 0)
        return -1;
    if (measure_possible(o, s->engine, &s->cpus, err) < 0)
        return -1;
    o->engine = (int)s->engine;
    /* Asked for with --engine=auto: it holds where the choice can do it. */
    o->fixed_buffers = o->fixed_buffers && s->engine == ENGINE_IO_URING;
    return 0;
}

static int measure(struct session *s, json_t *record, struct error *err) {
    struct measure *m = &s->measure;
    if (measure_init(m, &s->options, &s->target, s->engine, &s->cpus, err) < 0 ||
        evidence_before(record, err) < 0 || measure_run(m, err) < 0 ||
        (s->options.verify && readback_check(m, err) < 0))
        return -1;
    return report_evidence(m, s->engine, s->engine_why, record, err) < 0
               ? -1
               : report_results(m, record, err);
}

static const char *const concerns[] = {"storage", NULL};
static const struct kernel kernel = {
    .name = "blockio", .concerns = concerns, .results = report_yields};

static int run(struct session *s, struct error *err) {
    const struct options *common = &s->options.common;
    if (resolve(s, err) < 0)
        return -1;
    if (common->resolve) {
        cleanup_json json_t *resolved =
            kernel_resolved(&kernel, &s->options, blockio_parameters(&s->options), err);
        return resolved ? record_print(resolved, true, stdout, err) : -1;
    }
    cleanup_json json_t *record = record_new("blockio", blockio_parameters(&s->options), err);
    if (!record || target_open(&s->options, &s->target, err) < 0 || measure(s, record, err) < 0 ||
        record_print(record, common->json, stdout, err) < 0)
        return -1;
    return record_status(record);
}

int main(int argc, char **argv) {
    struct session session = {.target = {.fd = -1}};
    struct error err = {0};
    int status = blockio_parse(argc, argv, &session.options, &err);
    if (status == 0)
        status = run(&session, &err);
    measure_free(&session.measure);
    target_close(&session.options, &session.target);
    return status < 0 ? failure("blockio", &err) : status;
}
