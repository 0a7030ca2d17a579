/* blockio.c - reads and writes of a file or block device: how many, how fast, how late, and at what
 * cost of processor time. What fio does for the report's figures 10 to 12.
 *
 * Why: a guest's request passes two I/O stacks and two processors' worth of exits, a container's
 * one and perhaps an overlay; the report finds half the IOPS in a guest and nothing lost in a
 * container, with one engine and one run of each. */
#include "blockio/options.h"
#include "blockio/readback.h"
#include "blockio/report.h"
#include "common/cpu_set.h"
#include "harness/kernel.h"

struct blockio {
    struct blockio_options options;
    enum engine_name engine;
    char engine_why[1024];
    struct cpu_set cpus;
    struct target target;
    struct measure measure;
};

static int resolve(void *state, struct error *err) {
    struct blockio *s = state;
    struct blockio_options *o = &s->options;
    if (o->common.time_s == 0)
        o->common.time_s = BLOCKIO_TIME_S;
    if (blockio_check(o, err) < 0 || options_resolve(&o->common, &s->cpus, err) < 0 ||
        engine_choose(o->engine, &s->engine, s->engine_why, sizeof s->engine_why, err) < 0)
        return -1;
    if (measure_possible(o, s->engine, &s->cpus, err) < 0)
        return -1;
    o->engine = (int)s->engine;
    /* Asked for with --engine=auto: it holds where the choice can do it. */
    o->fixed_buffers = o->fixed_buffers && s->engine == ENGINE_IO_URING;
    return 0;
}

static int set_up(void *state, struct error *err) {
    struct blockio *s = state;
    if (target_open(&s->options, &s->target, err) < 0)
        return -1;
    return measure_init(&s->measure, &s->options, &s->target, s->engine, &s->cpus, err);
}

static int measure(void *state, json_t *record, struct error *err) {
    struct blockio *s = state;
    if (measure_run(&s->measure, record, err) < 0)
        return -1;
    return s->options.verify ? readback_check(&s->measure, err) : 0;
}

static int report(void *state, json_t *record, struct error *err) {
    struct blockio *s = state;
    if (report_evidence(&s->measure, s->engine, s->engine_why, record, err) < 0)
        return -1;
    return report_results(&s->measure, record, err);
}

static void release(void *state) {
    struct blockio *s = state;
    measure_free(&s->measure);
    target_close(&s->options, &s->target);
}

static uint64_t memory(const void *state) {
    return measure_buffer_bytes(&((const struct blockio *)state)->options);
}

static int sliceable(const void *state, struct error *err) {
    return ((const struct blockio *)state)->options.rate > 0
               ? error_usage(err, "--rate: starts that are intended do not wait for slices; leave "
                                  "it out")
               : 0;
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, options_memory,
                                                       options_memory_limit, blockio_options, NULL};
    static const char *const concerns[] = {"storage", NULL};
    static const struct kernel_slices slices = {.possible = sliceable};
    static const struct kernel kernel = {
        .name = "blockio",
        .about =
            "Measures reads and writes of a file or a block device."
            "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time it measures 60 "
            "s. "
            "--threads is another name of --jobs.\n\n"
            "A new file is written in full and synced before anything is timed; it stays, so that "
            "the next run finds it, unless --remove is given or it could not be written in full. "
            "Runs that write overwrite the file that --path names. A device that is mounted or in "
            "use is never written, one that holds data only with --destroy-data.",
        .options = options,
        .resolve = resolve,
        .results = report_yields,
        .concerns = concerns,
        .memory = memory,
        .slices = &slices,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct blockio state = {.target = {.fd = -1}};
    return kernel_main(&kernel, &state, argc, argv);
}
