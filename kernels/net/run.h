/* run.h - a network kernel's whole run, once its options are known. */
#ifndef VIRTAX_NET_RUN_H
#define VIRTAX_NET_RUN_H

#include "common/error.h"
#include "harness/kernel.h"
#include "net/exchange.h"
#include "net/options.h"

/* Serves, quits, resolves or measures as the options say, with these parameters (taken over), and
 * prints the record. `test` is what self's results() is told. Returns the exit status, or -1 with
 * an error. */
int net_run(const struct net_options *options, const struct net_kernel *kernel,
            const struct kernel *self, const void *test, json_t *parameters, struct error *err);

#endif
