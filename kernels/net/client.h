/* client.h - the client's side of a session; it conducts. */
#ifndef VIRTAX_NET_CLIENT_H
#define VIRTAX_NET_CLIENT_H

#include "common/cpu_set.h"
#include "common/error.h"
#include "net/exchange.h"
#include "net/options.h"

/* What a session leaves; release it. */
struct net_outcome {
    json_t *client;    /* this side's report */
    json_t *server;    /* the server's record: its report is evidence.server */
    json_t *intervals; /* the record's "intervals"; NULL where none were asked for */
    json_t *usage;
    double window_s;
    bool sliced; /* what came of one slice, not of the whole session */
    struct cpu_set used;
    char peer[NET_ADDRESS_TEXT];
};

void net_outcome_release(struct net_outcome *outcome);

/* Runs a session of `job` with the server at options->server, which the record's parameters tell
 * what to do. Marks, --omit, --time and --interval are as the options say; with --slices the record
 * has its results when this returns. */
int net_client_run(const struct net_options *options, const struct net_kernel *kernel,
                   const struct net_job *job, json_t *record, struct net_outcome *outcome,
                   struct error *err);

/* Puts what a session left into the client's record: evidence of both sides, intervals, usage. */
int net_client_evidence(const struct net_outcome *outcome, json_t *record, struct error *err);

/* CPU seconds that one side's report tells; 0 where it does not. */
double net_cpu_seconds(const json_t *report);

/* Tells the server to end. */
int net_client_quit(const struct net_options *options, const struct net_kernel *kernel,
                    struct error *err);

#endif
