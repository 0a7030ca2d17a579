/* redisload.c - many clients of a Redis server: what redis-benchmark does for the report's figures
 * 13 and 14, and what it cannot.
 *
 * Why: redis-benchmark and memtier time a request from when it was really sent, so that a stalled
 * server delays the next request and hides what its users would have waited (coordinated omission);
 * one notes all answers of a pipeline at its first read, the other sends a rate in bursts. Here one
 * schedule says when each request is due, every answer has a time of its own, and the store is
 * compared with what the requests must have left. */
#include "common/interrupts.h"
#include "harness/kernel.h"
#include "redisload/report.h"

struct redisload {
    struct redisload_options options;
    struct cpu_set cpus;
    struct load load;
};

static int resolve(void *state, struct error *err) {
    struct redisload *s = state;
    struct redisload_options *o = &s->options;
    if (redisload_settle(o, err) < 0 || options_resolve(&o->common, &s->cpus, err) < 0)
        return -1;
    return 0;
}

static uint64_t memory(const void *state) {
    return redisload_buffer_bytes(state);
}

static int set_up(void *state, struct error *err) {
    struct redisload *s = state;
    interrupts_watch();
    return load_init(&s->load, &s->options, &s->cpus, err);
}

static int measure(void *state, json_t *record, struct error *err) {
    return load_run(&((struct redisload *)state)->load, record, err);
}

static int report(void *state, json_t *record, struct error *err) {
    struct load *load = &((struct redisload *)state)->load;
    if (load_results(load, record, err) < 0 || load_evidence(load, record, err) < 0)
        return -1;
    return load_check(load, record, err);
}

static void release(void *state) {
    load_free(&((struct redisload *)state)->load);
}

int main(int argc, char **argv) {
    static const struct option_row *const options[] = {options_process, redisload_options, NULL};
    static const char *const concerns[] = {"network", NULL};
    static const char *const of_rate[] = {"arrival", NULL};
    static const struct kernel_slices slices = {.possible = redisload_sliceable};
    static const struct kernel kernel = {
        .name = "redisload",
        .about =
            "Measures how many requests a Redis server answers, and how fast."
            "\vWithout --rate the loop is closed: each client asks again when it has its answer. "
            "The database must be empty and is left empty. Port 6379. Addresses are numeric. Sizes "
            "take k, M, G (binary), rates k, M, G (decimal), times us, ms, s, m, h.",
        .options = options,
        .arguments = "ADDR[:PORT]",
        .word = redisload_word,
        .resolve = resolve,
        .results = load_yields,
        .concerns = concerns,
        .memory = memory,
        .load = {"rate", "throughput", "all", of_rate},
        .slices = &slices,
        .set_up = set_up,
        .measure = measure,
        .report = report,
        .release = release,
    };
    static struct redisload state = {.load = {.control = {.fd = -1}}};
    return kernel_main(&kernel, &state, argc, argv);
}
