/* options.c - blockio's options: parsed, checked against each other, printed as parameters. */
#include "options.h"

#include "common/pattern.h"
#include "common/units.h"

#include <string.h>

static const char *const rw_words[] = {"read", "write", "randread", "randwrite", "randrw", NULL};

#define FIELD(field) offsetof(struct blockio_options, field)

const struct option_row blockio_options[] = {
    {"path", 'p', "FILE|DEVICE", 1, FIELD(path), &option_text,
     "What is read and written; a file that is not there is made", NULL, .flags = 0},
    {"size", 0, "BYTES", 1, FIELD(size), &option_size,
     "How much of it (default: all of what is there)", .flags = OPTION_OPEN, .high = INT64_MAX,
     .grain = PATTERN_BYTES},
    {"rw", 'w', "KIND", 1, FIELD(rw), &option_word,
     "read (default), write, randread, randwrite, randrw", "read", .what = "kind",
     .words = rw_words},
    {"rwmix", 0, "PERCENT", 1, FIELD(rwmix), &option_number, "How much of randrw reads", "70",
     .low = 1, .high = 99},
    {"bs", 'b', "BYTES", 1, FIELD(block), &option_size, "Size of each read or write", "4k",
     .high = UINT64_C(1) << 30, .grain = PATTERN_BYTES},
    {"iodepth", 0, "N", 1, FIELD(depth), &option_number, "Requests that each job keeps in flight",
     "16", .low = 1, .high = DEPTH_MAX},
    {"jobs", 'j', "N", 1, FIELD(common.threads), &option_number,
     "Threads, each on its own part of the file", "8", .low = 1, .high = ITERATIONS_MAX},
    {"ramp-time", 0, "TIME", 1, FIELD(ramp_s), &option_time, "Run so long before measuring", "0",
     .flags = 0},
    {"engine", 0, "NAME", 2, FIELD(engine), &option_word,
     "auto (default: the first that works), io_uring, libaio, psync", "auto", .what = "engine",
     .words = engine_names},
    {"direct", 0, "0|1", 2, FIELD(direct), &option_switch, "Pass by the page cache", "1",
     .flags = 0},
    {"fixed-buffers", 0, NULL, 2, FIELD(fixed_buffers), &option_flag,
     "Register the buffers with io_uring", NULL, .flags = 0},
    {"rate", 0, "IOPS", 2, FIELD(rate), &option_rate,
     "Open loop: so many requests a second by all jobs, latency from the intended start", NULL,
     .flags = OPTION_OPEN},
    {"repeat", 0, NULL, 2, FIELD(repeat), &option_flag,
     "Random offsets may repeat (default: each once in a pass)", NULL, .flags = 0},
    {"seed", 0, "N", 2, FIELD(seed), &option_count, "Of offsets, kinds and data", "1",
     .high = INT64_MAX},
    {"verify", 0, NULL, 3, FIELD(verify), &option_flag,
     "Write checksummed data, read it back and check it", NULL, .flags = 0},
    {"remove", 0, NULL, 3, FIELD(remove), &option_flag,
     "Remove the file at the end, if this run made it", NULL, .flags = 0},
    {"destroy-data", 0, "DEVICE", 3, FIELD(destroy_data), &option_text,
     "Allow writing to this device though it holds data; must be the very --path", NULL,
     .flags = 0},
    /* What the other kernels call the jobs. */
    {"threads", 't', "N", 1, FIELD(common.threads), &option_number, "As --jobs", NULL,
     .flags = OPTION_UNTOLD, .low = 1, .high = THREADS_MAX},
    {0},
};

int blockio_check(const struct blockio_options *o, struct error *err) {
    char block[32];
    format_size(o->block, block, sizeof block);
    if (!o->path && !o->common.resolve)
        return error_usage(err, "--path: which file or device?");
    if (o->destroy_data && o->path && strcmp(o->destroy_data, o->path) != 0)
        return error_usage(err, "--destroy-data=%s: is not the --path, %s", o->destroy_data,
                           o->path);
    if (o->size % o->block != 0)
        return error_usage(err, "--size: not a multiple of --bs=%s", block);
    if (o->repeat && !blockio_random(o))
        return error_usage(err, "--repeat: --rw=%s is not random", rw_words[o->rw]);
    if (o->repeat && o->verify)
        return error_usage(err, "--verify: what a block must hold is known only without --repeat");
    if (o->fixed_buffers && o->engine != ENGINE_AUTO && o->engine != ENGINE_IO_URING)
        return error_usage(err, "--fixed-buffers: --engine=%s does not register buffers",
                           engine_names[o->engine]);
    return 0;
}

bool blockio_random(const struct blockio_options *o) {
    return o->rw >= RW_RANDREAD;
}

unsigned blockio_write_percent(const struct blockio_options *o) {
    switch (o->rw) {
    case RW_WRITE:
    case RW_RANDWRITE:
        return 100;
    case RW_RANDRW:
        return 100 - o->rwmix;
    default:
        return 0;
    }
}
