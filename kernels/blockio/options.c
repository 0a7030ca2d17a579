#include "options.h"

#include "common/choice.h"
#include "common/pattern.h"
#include "common/units.h"

#include <string.h>

static const char *const rw_words[] = {"read", "write", "randread", "randwrite", "randrw", NULL};

enum {
    KEY_SIZE = 256,
    KEY_RWMIX,
    KEY_IODEPTH,
    KEY_RAMP,
    KEY_ENGINE,
    KEY_DIRECT,
    KEY_FIXED,
    KEY_RATE,
    KEY_VERIFY,
    KEY_SEED,
    KEY_REPEAT,
    KEY_REMOVE,
    KEY_DESTROY,
};

static const struct argp_option own_options[] = {
    {"path", 'p', "FILE|DEVICE", 0, "What is read and written; a file that is not there is made",
     1},
    {"size", KEY_SIZE, "BYTES", 0, "How much of it (default: all of what is there)", 1},
    {"rw", 'w', "KIND", 0, "read (default), write, randread, randwrite, randrw", 1},
    {"rwmix", KEY_RWMIX, "PERCENT", 0, "How much of randrw reads (default: 70)", 1},
    {"bs", 'b', "BYTES", 0, "Size of each read or write (default: 4k)", 1},
    {"iodepth", KEY_IODEPTH, "N", 0, "Requests that each job keeps in flight (default: 16)", 1},
    {"jobs", 'j', "N", 0, "Threads, each on its own part of the file (default: 8)", 1},
    {"ramp-time", KEY_RAMP, "TIME", 0, "Run so long before measuring (default: 0)", 1},
    {"engine", KEY_ENGINE, "NAME", 0,
     "auto (default: the first that works), io_uring, libaio, psync", 2},
    {"direct", KEY_DIRECT, "0|1", 0, "Pass by the page cache (default: 1)", 2},
    {"fixed-buffers", KEY_FIXED, NULL, 0, "Register the buffers with io_uring", 2},
    {"rate", KEY_RATE, "IOPS", 0,
     "Open loop: so many requests a second by all jobs, latency from the intended start", 2},
    {"repeat", KEY_REPEAT, NULL, 0, "Random offsets may repeat (default: each once in a pass)", 2},
    {"seed", KEY_SEED, "N", 0, "Of offsets, kinds and data (default: 1)", 2},
    {"verify", KEY_VERIFY, NULL, 0, "Write checksummed data, read it back and check it", 3},
    {"remove", KEY_REMOVE, NULL, 0, "Remove the file at the end, if this run made it", 3},
    {"destroy-data", KEY_DESTROY, "DEVICE", 0,
     "Allow writing to this device though it holds data; must be the very --path", 3},
    {0},
};

static int parse_block_multiple(const char *text, uint64_t high, uint64_t *bytes,
                                struct error *err) {
    if (parse_size(text, bytes, err) < 0)
        return -1;
    if (*bytes == 0 || *bytes > high || *bytes % PATTERN_BYTES != 0)
        return error_usage(err, "size '%s': not a multiple of %d bytes", text, PATTERN_BYTES);
    return 0;
}

static int parse_number(const char *text, uint64_t low, uint64_t high, unsigned *number,
                        struct error *err) {
    uint64_t count;
    if (parse_count(text, "number", low, high, &count, err) < 0)
        return -1;
    *number = (unsigned)count;
    return 0;
}

static int parse_word(const char *text, const char *what, const char *const *words, int *choice,
                      struct error *err) {
    *choice = choice_parse(text, what, words, err);
    return *choice < 0 ? -1 : 0;
}

/* Parses the value of one option; -1 with an error, or 1 where it is not one of these. */
static int parse_value(struct blockio_options *o, int key, const char *text, struct error *err) {
    unsigned number;
    switch (key) {
    case KEY_SIZE:
        return parse_block_multiple(text, INT64_MAX, &o->size, err);
    case 'w':
        return parse_word(text, "kind", rw_words, &o->rw, err);
    case KEY_RWMIX:
        return parse_number(text, 1, 99, &o->rwmix, err);
    case 'b':
        return parse_block_multiple(text, UINT64_C(1) << 30, &o->block, err);
    case KEY_IODEPTH:
        return parse_number(text, 1, DEPTH_MAX, &o->depth, err);
    case 'j':
        return parse_number(text, 1, ITERATIONS_MAX, &o->common.threads, err);
    case KEY_RAMP:
        return parse_time(text, &o->ramp_s, err);
    case KEY_ENGINE:
        return parse_word(text, "engine", engine_names, &o->engine, err);
    case KEY_DIRECT:
        if (parse_number(text, 0, 1, &number, err) < 0)
            return -1;
        o->direct = number == 1;
        return 0;
    case KEY_RATE:
        return parse_rate(text, &o->rate, err);
    case KEY_SEED:
        return parse_count(text, "number", 0, INT64_MAX, &o->seed, err);
    default:
        return 1;
    }
}

static const char *name_of(int key) {
    const struct argp_option *option = own_options;
    while (option->key != key)
        option++;
    return option->name;
}

static error_t parse_own(int key, char *text, struct argp_state *state) {
    struct blockio_options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->common;
        return 0;
    case 'p':
        o->path = text;
        return 0;
    case KEY_DESTROY:
        o->destroy_data = text;
        return 0;
    case KEY_FIXED:
        o->fixed_buffers = true;
        return 0;
    case KEY_VERIFY:
        o->verify = true;
        return 0;
    case KEY_REPEAT:
        o->repeat = true;
        return 0;
    case KEY_REMOVE:
        o->remove = true;
        return 0;
    default: {
        int result = parse_value(o, key, text, &o->common.error);
        if (result < 0)
            return options_wrong(&o->common, name_of(key));
        return result > 0 ? ARGP_ERR_UNKNOWN : 0;
    }
    }
}

static const struct argp_child children[] = {{.argp = &options_argp}, {0}};
static const struct argp blockio_argp = {
    .options = own_options,
    .parser = parse_own,
    .children = children,
    .doc = "Measures reads and writes of a file or a block device."
           "\vSizes take k, M, G (binary), times us, ms, s, m, h. Without --time it measures 60 s. "
           "--threads is another name of --jobs.\n\n"
           "A new file is written in full and synced before anything is timed; it stays, so that "
           "the next run finds it, unless --remove is given or it could not be written in full. "
           "Runs that write overwrite the file that --path names. A device that is mounted or in "
           "use is never written, one that holds data only with --destroy-data.",
};

static int check_together(const struct blockio_options *o, struct error *err) {
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

int blockio_parse(int argc, char **argv, struct blockio_options *o, struct error *err) {
    *o = (struct blockio_options){.rw = RW_READ,
                                  .rwmix = 70,
                                  .block = 4096,
                                  .depth = 16,
                                  .engine = ENGINE_AUTO,
                                  .seed = 1,
                                  .direct = true,
                                  .common = {.threads = 8, .time_s = 60}};
    if (options_parse(argc, argv, &blockio_argp, o, &o->common, err) < 0)
        return -1;
    return check_together(o, err);
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

static json_t *size_or_null(uint64_t bytes) {
    return bytes > 0 ? json_integer((json_int_t)bytes) : json_null();
}

json_t *blockio_parameters(const struct blockio_options *o) {
    json_t *all = options_parameters(&o->common);
    json_object_del(all, "threads");
    json_t *own = json_pack(
        "{s:s?, s:o, s:s, s:i, s:I, s:i, s:i, s:f, s:s, s:i, s:b, s:o, s:b, s:I, s:b, s:b, s:s?}",
        "path", o->path, "size", size_or_null(o->size), "rw", rw_words[o->rw], "rwmix",
        (int)o->rwmix, "bs", (json_int_t)o->block, "iodepth", (int)o->depth, "jobs",
        (int)o->common.threads, "ramp-time", o->ramp_s, "engine", engine_names[o->engine], "direct",
        (int)o->direct, "fixed-buffers", (int)o->fixed_buffers, "rate",
        o->rate > 0 ? json_real(o->rate) : json_null(), "repeat", (int)o->repeat, "seed",
        (json_int_t)o->seed, "verify", (int)o->verify, "remove", (int)o->remove, "destroy-data",
        o->destroy_data);
    json_object_update(all, own);
    json_decref(own);
    return all;
}
