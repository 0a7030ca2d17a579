/* report.h - from the counters of both sides to results. */
#ifndef VIRTAX_NETSTREAM_REPORT_H
#define VIRTAX_NETSTREAM_REPORT_H

#include "net/client.h"
#include "netstream/side.h"

/* struct net_kernel's. */
extern const char *const netstream_rates[];

/* What one side saw: struct net_work's report. */
json_t *netstream_report(void *state, struct net_exchange *exchange, struct error *err);

/* struct kernel's results. */
int netstream_results(const void *state, json_t *list, struct error *err);

/* Results and checks of the client's record from both reports: goodput as the receiver counted it,
 * datagrams and loss over UDP, CPU seconds for each GB on both sides. */
int netstream_conclude(void *state, const struct net_outcome *outcome, json_t *record,
                       struct error *err);

#endif
