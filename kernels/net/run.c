/* run.c - serves, or measures between the marks and prints the record. */
#include "net/run.h"

#include "harness/kernel.h"
#include "net/client.h"
#include "net/server.h"

int net_instead(void *state, struct error *err) {
    const struct net_options *options = state;
    if (options->server_role)
        return net_server_run(options, options->kernel, err);
    return options->quit ? net_client_quit(options, options->kernel, err) : KERNEL_MEASURES;
}

int net_measure(void *state, json_t *record, struct error *err) {
    const struct net_options *options = state;
    const struct net_kernel *kernel = options->kernel;
    json_t *parameters = json_object_get(record, "parameters");
    struct net_job job = {0};
    if (kernel->make_job(parameters, false, &job, err) < 0)
        return -1;
    struct net_outcome outcome = {0};
    int result = -1;
    if (net_client_run(options, kernel, &job, parameters, &outcome, err) == 0 &&
        net_client_evidence(&outcome, record, err) == 0)
        result = kernel->conclude(job.state, &outcome, record, err);
    net_outcome_release(&outcome);
    job.work->dispose(job.state);
    return result;
}
