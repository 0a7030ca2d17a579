/* payload.h - how many bytes two kernels say that they moved between them. */
#ifndef VIRTAX_PAYLOAD_H
#define VIRTAX_PAYLOAD_H

#include <jansson.h>
#include <stdint.h>

/* From the evidence of kernels that talk to a peer, of either side: what both agree on, so that
 * datagrams which were lost do not count. 0 where neither tells. */
uint64_t payload_of(const json_t *kernel, const json_t *peer_kernel);

#endif
