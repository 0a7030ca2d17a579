/* report.h - from the counters of both sides to results. */
#ifndef VIRTAX_NETRR_REPORT_H
#define VIRTAX_NETRR_REPORT_H

#include "net/client.h"
#include "netrr/side.h"

/* struct net_kernel's. */
extern const char *const netrr_rates[];

/* What one side saw: struct net_work's report. */
json_t *netrr_report(void *state, struct net_exchange *exchange, struct error *err);

/* struct kernel's results. */
int netrr_results(const void *state, json_t *list, struct error *err);

/* Results and checks of the client's record: transactions a second, latency with its histogram,
 * loss over UDP, CPU time for each transaction on both sides. */
int netrr_conclude(void *state, const struct net_outcome *outcome, json_t *record,
                   struct error *err);

#endif
