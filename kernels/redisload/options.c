/* options.c - redisload's options: parsed, checked against each other, printed as parameters. */
#include "redisload/options.h"

#include "common/units.h"
#include "redisload/persistence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const uint16_t default_port = 6379;
static const double default_time_s = 10;
#define BUFFERS_MAX (UINT64_C(1) << 30)
enum { COMMAND_BYTES = 64 }; /* around key and value, at most */

static int parse_mix(const struct option_row *row, const char *text, void *field,
                     struct error *err) {
    (void)row;
    struct mix_ratio *mix = field;
    char end;
    if (strspn(text, "0123456789:") != strlen(text) ||
        sscanf(text, "%4u:%4u%c", &mix->set, &mix->get, &end) != 2 || mix->set + mix->get == 0)
        return error_usage(err, "'%s': not SET:GET, two numbers below 10000 such as 1:9", text);
    return 0;
}

static json_t *emit_mix(const struct option_row *row, const void *field) {
    (void)row;
    const struct mix_ratio *mix = field;
    return json_sprintf("%u:%u", mix->set, mix->get);
}

static const struct option_type option_mix = {parse_mix, emit_mix};
static const char *const arrivals[] = {"uniform", "poisson", NULL};

#define FIELD(field) offsetof(struct redisload_options, field)

const struct option_row redisload_options[] = {
    {"clients", 'C', "N", 1, FIELD(clients), &option_number,
     "Connections, shared out among threads", "50", .low = 1, .high = CLIENTS_MAX},
    {"threads", 't', "N", 1, FIELD(common.threads), &option_number,
     "Threads of the load, each with its own connections", "1", .low = 1, .high = THREADS_MAX - 1},
    {"pipeline", 'P', "N", 1, FIELD(pipeline), &option_number,
     "Requests that a connection has in flight", "1", .low = 1, .high = PIPELINE_MAX},
    {"mix", 0, "SET:GET", 1, FIELD(mix), &option_mix, "Of so many requests so many set and get",
     "1:1", .flags = 0},
    {"keys", 0, "N", 1, FIELD(keys), &option_count, "Different keys, each of one connection",
     "100000", .low = 1, .high = UINT64_C(1) << 36},
    {"key-size", 0, "BYTES", 1, FIELD(key_size), &option_count, "Characters of a key", "10",
     .what = "bytes", .low = 1, .high = KEY_SIZE_MAX},
    {"value-size", 'd', "BYTES", 1, FIELD(value_size), &option_size, "Size of a value", "50",
     .what = "a value has at least one byte", .high = VALUE_SIZE_MAX},
    {"requests", 'n', "N", 1, FIELD(requests), &option_count, "So many requests instead of --time",
     .flags = OPTION_OPEN, .low = 1, .high = INT64_MAX},
    {"omit", 0, "TIME", 1, FIELD(omit_s), &option_time, "Warm up for this time before measuring",
     "0", .flags = 0},
    {"seed", 0, "N", 1, FIELD(seed), &option_count, "Of requests and arrivals", "1",
     .high = INT64_MAX},
    {"rate", 'r', "N", 2, FIELD(rate), &option_rate,
     "Open loop: N requests a second by all clients, latency from the intended start",
     .flags = OPTION_OPEN},
    {"arrival", 0, "KIND", 2, FIELD(arrival), &option_word,
     "Of --rate: uniform (default) or poisson", "uniform", .what = "arrival", .words = arrivals},
    {"connect-rate", 0, "N", 2, FIELD(connect_rate), &option_rate,
     "Open N connections a second (default: one after the other)", .flags = OPTION_OPEN},
    {"busy-poll", 0, "TIME", 2, FIELD(busy_poll_s), &option_time,
     "Look for answers so long before sleeping (default 50us; 0: sleep at once)", "50us",
     .flags = 0},
    {"prefill", 0, NULL, 3, FIELD(prefill), &option_flag, "Set every key before measuring",
     .flags = 0},
    {"destroy-data", 0, NULL, 3, FIELD(destroy_data), &option_flag,
     "Empty a database that holds keys (default: refuse it)", .flags = 0},
    {"persistence", 0, "KIND", 3, FIELD(persistence), &option_word,
     "any (default); none: refuse a server that saves to disk; set it to snapshots as Redis has "
     "them "
     "by default: rdb; or to a log that is synced every second: aof",
     "any", .what = "persistence", .words = persistence_names},
    {"password-file", 0, "FILE", 3, FIELD(password_file), &option_text,
     "A file whose first line is the server's password; -: stdin", .flags = OPTION_UNTOLD},
    {"hgrm", 0, "FILE", 3, FIELD(hgrm_file), &option_text,
     "Also write the latencies of all requests as HdrHistogram's .hgrm", .flags = OPTION_UNTOLD},
    {0},
};

int redisload_word(void *state, const char *word, struct error *err) {
    struct redisload_options *o = state;
    return net_address_word(word, default_port, &o->server, err);
}

int redisload_sliceable(const void *state, struct error *err) {
    const struct redisload_options *o = state;
    if (o->rate > 0)
        return error_usage(err, "--rate: starts that are intended do not wait for slices; leave it "
                                "out");
    return o->requests > 0 ? error_usage(err, "--requests: slices end by time; leave it out") : 0;
}

/* What the connections hold ready to be sent. */
static int check_memory(const struct redisload_options *o, struct error *err) {
    char size[32], most[32];
    uint64_t bytes = redisload_buffer_bytes(o);
    if (bytes <= BUFFERS_MAX)
        return 0;
    return error_usage(err,
                       "--clients, --pipeline and --value-size: %s of requests in flight; the most "
                       "is %s",
                       format_size(bytes, size, sizeof size),
                       format_size(BUFFERS_MAX, most, sizeof most));
}

uint64_t redisload_buffer_bytes(const struct redisload_options *o) {
    return (uint64_t)o->clients * o->pipeline * (COMMAND_BYTES + o->key_size + o->value_size);
}

static int check_times(struct redisload_options *o, struct error *err) {
    if (o->requests > 0 && o->common.time_s > 0)
        return error_usage(err, "--requests and --time: either ends the run; leave one out");
    if (o->requests > 0 && o->omit_s > 0)
        return error_usage(err, "--omit: belongs to --time, not to --requests; leave it out");
    if (o->arrival == ARRIVAL_POISSON && o->rate == 0)
        return error_usage(err, "--arrival=poisson: belongs to --rate; add it");
    if (o->requests == 0 && o->common.time_s == 0)
        o->common.time_s = default_time_s;
    return 0;
}

/* How many keys can be told apart by so many characters. */
static uint64_t keys_max(uint64_t key_size) {
    uint64_t most = 1;
    for (uint64_t i = 0; i < key_size; i++) {
        if (__builtin_mul_overflow(most, UINT64_C(10), &most))
            return UINT64_MAX;
    }
    return most;
}

int redisload_settle(struct redisload_options *o, struct error *err) {
    if (o->server.length == 0 && !o->common.resolve)
        return error_usage(err, "no address: 'redisload ADDR[:PORT]'");
    if (o->keys < o->clients)
        return error_usage(err, "--keys=%" PRIu64 ": each of %u clients needs one of its own",
                           o->keys, o->clients);
    if (o->keys > keys_max(o->key_size))
        return error_usage(err, "--keys=%" PRIu64 ": --key-size=%" PRIu64 " has room for %" PRIu64,
                           o->keys, o->key_size, keys_max(o->key_size));
    if (o->common.threads > o->clients)
        return error_usage(err, "--threads=%u: more than --clients=%u", o->common.threads,
                           o->clients);
    return check_memory(o, err) < 0 ? -1 : check_times(o, err);
}
