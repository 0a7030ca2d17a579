/* run.c - serves, or measures between the marks and prints the record. */
#include "net/run.h"

#include "harness/kernel.h"
#include "net/client.h"
#include "net/server.h"

#include <string.h>

int net_instead(void *state, struct error *err) {
    const struct net_options *options = state;
    if (options->server_role)
        return net_server_run(options, options->kernel, err);
    return options->quit ? net_client_quit(options, options->kernel, err) : KERNEL_MEASURES;
}

int net_measure(void *state, json_t *record, struct error *err) {
    const struct net_options *options = state;
    const struct net_kernel *kernel = options->kernel;
    struct net_job job = {0};
    if (kernel->make_job(json_object_get(record, "parameters"), false, &job, err) < 0)
        return -1;
    struct net_outcome outcome = {0};
    int result = -1;
    if (net_client_run(options, kernel, &job, record, &outcome, err) == 0 &&
        net_client_evidence(&outcome, record, err) == 0)
        result = kernel->conclude(job.state, &outcome, record, err);
    net_outcome_release(&outcome);
    job.work->dispose(job.state);
    return result;
}

int net_sliceable(const void *state, struct error *err) {
    const struct net_options *o = state;
    if (o->server_role || o->quit)
        return error_usage(err, "--%s: works without orders; the client of a session has --slices",
                           o->server_role ? "server" : "quit");
    return o->interval_s > 0 ? error_usage(err, "--interval: a slice has no parts; leave it out")
                             : 0;
}
