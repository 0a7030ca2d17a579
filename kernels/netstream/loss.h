/* loss.h - which share of the datagrams of a window never came. */
#ifndef VIRTAX_NETSTREAM_LOSS_H
#define VIRTAX_NETSTREAM_LOSS_H

#include "netstream/side.h"

#include <jansson.h>

/* Adds to a side's report what the other side cannot know, for each stream: at the sender
 * "streams_sent", [datagrams before the window, and at its end]; at the receiver "streams_highest",
 * the datagrams that the highest sequence number of the whole session stands for. */
void netstream_loss_report(json_t *report, struct netstream_side *side, unsigned streams);

/* Percent lost, from both sides' reports (netstream_report): the gaps that the receiver saw in its
 * window, and those datagrams of the sender's window after which nothing came any more, so that a
 * path that dies, or one that never carried anything, is not hidden. A report without the above is
 * an error. */
int netstream_loss_percent(const json_t *sender, const json_t *receiver, double *percent,
                           struct error *err);

#endif
