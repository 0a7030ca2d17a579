/* guest_features.h - what of a guest can be tuned. */
#ifndef VIRTAX_GUEST_FEATURES_H
#define VIRTAX_GUEST_FEATURES_H

#include "plan/features.h"

enum guest_feature {
    GUEST_CPU_MODEL,
    GUEST_TOPOLOGY,
    GUEST_PINNING,
    GUEST_HOST_PAGES,
    GUEST_IO_THREADS,
    GUEST_QUEUES,
    GUEST_VHOST,
    GUEST_NET_QUEUES,
    GUEST_FEATURES
};

/* Levels by feature, in the order of the table in guest_features.c. */
enum { CPU_MODEL_DEFAULT, CPU_MODEL_HOST };
enum { TOPOLOGY_NONE, TOPOLOGY_HOST };
enum { PINNING_OFF, PINNING_ON };
enum { HOST_PAGES_4K, HOST_PAGES_THP, HOST_PAGES_HUGETLB };
enum { IO_THREADS_OFF, IO_THREADS_ON };
enum { QUEUES_DEFAULT, QUEUES_SINGLE, QUEUES_MULTI };
enum { VHOST_OFF, VHOST_ON };
enum { NET_QUEUES_SINGLE, NET_QUEUES_MULTI };

_Static_assert((int)GUEST_FEATURES <= (int)FEATURES_MAX, "levels have room");

/* Judged all together by guest_fit, and made by guest_argv and guest_pinning. */
extern const struct feature_table guest_features;

#endif
