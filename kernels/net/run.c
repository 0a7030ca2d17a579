#include "net/run.h"

#include "common/cleanup.h"
#include "harness/evidence.h"
#include "harness/record.h"
#include "net/client.h"
#include "net/server.h"

/* Runs the session and turns what both sides saw into the record. */
static int measure(const struct net_options *options, const struct net_kernel *kernel,
                   json_t *parameters, json_t *record, struct error *err) {
    struct net_job job = {0};
    if (kernel->make_job(parameters, false, &job, err) < 0)
        return -1;
    struct net_outcome outcome = {0};
    int result = -1;
    if (evidence_before(record, err) == 0 &&
        net_client_run(options, kernel, &job, parameters, &outcome, err) == 0 &&
        net_client_evidence(&outcome, record, err) == 0)
        result = kernel->conclude(job.state, &outcome, record, err);
    net_outcome_release(&outcome);
    job.work->dispose(job.state);
    return result;
}

int net_run(const struct net_options *options, const struct net_kernel *kernel,
            const struct kernel *self, const void *test, json_t *parameters, struct error *err) {
    cleanup_json json_t *owned = parameters;
    if (options->server_role)
        return net_server_run(options, kernel, err);
    if (options->quit)
        return net_client_quit(options, kernel, err);
    if (options->common.resolve) {
        cleanup_json json_t *resolved = kernel_resolved(self, test, json_incref(owned), err);
        return resolved ? record_print(resolved, true, stdout, err) : -1;
    }
    cleanup_json json_t *record = record_new(kernel->name, json_incref(owned), err);
    if (!record || measure(options, kernel, owned, record, err) < 0 ||
        record_print(record, options->common.json, stdout, err) < 0)
        return -1;
    return record_status(record);
}
