/* options.h - redisload's command line and what it becomes. */
#ifndef VIRTAX_REDISLOAD_OPTIONS_H
#define VIRTAX_REDISLOAD_OPTIONS_H

#include "harness/options.h"
#include "harness/threads.h"
#include "net/address.h"

enum { CLIENTS_MAX = 10000, PIPELINE_MAX = 1000, KEY_SIZE_MAX = 250, VALUE_SIZE_MAX = 1 << 20 };
enum arrival { ARRIVAL_UNIFORM, ARRIVAL_POISSON };

/* How many of so many requests set and how many get: "1:9". */
struct mix_ratio {
    unsigned set, get;
};

struct redisload_options {
    struct options common;
    struct net_address server;
    unsigned clients, pipeline;
    struct mix_ratio mix;
    uint64_t keys, key_size, value_size, seed;
    uint64_t requests; /* 0: as many as fit the time */
    double omit_s;
    double rate;         /* requests a second of all clients; 0: closed loop */
    int arrival;         /* enum arrival */
    double connect_rate; /* connections a second while they are opened; 0: as fast as they come */
    double busy_poll_s;  /* looks for answers so long before it sleeps */
    bool prefill, destroy_data;
    int persistence; /* enum persistence: what the server must be configured for */
    const char *password_file, *hgrm_file;
};

extern const struct option_row redisload_options[];

/* struct kernel's: the server's address. */
int redisload_word(void *state, const char *word, struct error *err);

/* Fills defaults and checks what one value demands of another: STATUS_USAGE. */
int redisload_settle(struct redisload_options *options, struct error *err);

/* What the connections' buffers take at most. */
uint64_t redisload_buffer_bytes(const struct redisload_options *options);

/* struct kernel_slices' `possible`. */
int redisload_sliceable(const void *state, struct error *err);

#endif
