/* options.h - blockio's command line and what it becomes. */
#ifndef VIRTAX_BLOCKIO_OPTIONS_H
#define VIRTAX_BLOCKIO_OPTIONS_H

#include "blockio/engine.h"
#include "harness/options.h"
#include "harness/threads.h"

enum rw { RW_READ, RW_WRITE, RW_RANDREAD, RW_RANDWRITE, RW_RANDRW };
enum { DEPTH_MAX = 4096, BLOCKIO_TIME_S = 60 };

struct blockio_options {
    struct options common; /* common.threads are the jobs */
    const char *path;
    const char *destroy_data; /* the device whose data may be overwritten; NULL: none */
    uint64_t size;            /* 0: all of the device or file that is there */
    int rw;                   /* enum rw */
    unsigned rwmix;           /* per cent of reads */
    uint64_t block;
    unsigned depth; /* of each job */
    double ramp_s;
    int engine;  /* enum engine_name, or ENGINE_AUTO */
    double rate; /* per second, of all jobs together; 0: closed loop */
    uint64_t seed;
    bool direct, fixed_buffers, verify, repeat, remove;
};

/* The table of its own options, parameters of docs/record.md but for --threads. */
extern const struct option_row blockio_options[];

/* Checks what one value demands of another: STATUS_USAGE. */
int blockio_check(const struct blockio_options *options, struct error *err);

bool blockio_random(const struct blockio_options *options);
/* Per cent of the steps that write. */
unsigned blockio_write_percent(const struct blockio_options *options);

#endif
