/* output.h - what `sysbench ... run --histogram` prints, read strictly: sysbench(1), version 1.0.
 *
 * People read these lines and no contract keeps them: one that is missing, unknown or at odds with
 * another is an error, never a number that is guessed. */
#ifndef VIRTAX_SQLLOAD_OUTPUT_H
#define VIRTAX_SQLLOAD_OUTPUT_H

#include "common/error.h"
#include "harness/histogram.h"

/* The line after which its threads work. */
#define OUTPUT_STARTED "Threads started!"

struct output {
    char version[32];
    double threads;
    double rate; /* transactions a second that were due; 0: as fast as they are answered */
    double seed;
    double reads, writes, others, statements; /* of SQL, that were sent */
    double transactions, transactions_per_s;
    double queries, queries_per_s; /* the statements, once more */
    double errors, errors_per_s; /* transactions that the server refused, and that were repeated */
    double reconnects, reconnects_per_s;
    double time_s; /* from the start of the threads to the end of the last one */
    double events; /* transactions, once more */
    double min_ms, mean_ms, max_ms, percentile_ms, sum_ms;
    double events_of_a_thread, events_deviation;
    double seconds_of_a_thread, seconds_deviation;
    struct histogram latency;
};

/* STATUS_FAILED, with the line, where it is not that. The latencies are in the middle of
 * sysbench's buckets, which are 1.8 % apart: within 0.9 % of what they were. */
int output_read(const char *text, struct output *output, struct error *err);

#endif
