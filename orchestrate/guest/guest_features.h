/* guest_features.h - what of a guest can be tuned, and the environment names that ask for it.
 *
 * "kvm" and "kvm-tuned" are presets; "+KEY=LEVEL" changes one feature of a preset, so that a study
 * can tell the features apart: "kvm+pinning=on", "kvm-tuned+host-pages=thp". */
#ifndef VIRTAX_GUEST_FEATURES_H
#define VIRTAX_GUEST_FEATURES_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>

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

enum { GUEST_LEVELS_MAX = 4 };

struct guest_feature_entry {
    const char *key;
    const char *level[GUEST_LEVELS_MAX]; /* ended by NULL */
    const char *about;                   /* one line for `virtax list` */
};
extern const struct guest_feature_entry guest_feature_table[GUEST_FEATURES];

struct guest_features {
    int level[GUEST_FEATURES];
    bool named[GUEST_FEATURES]; /* by the user: a host that cannot give it fails the environment */
};

/* Reads an environment's name. Usage errors name the closest preset, key or level; a key given
 * twice is one too. */
int guest_features_parse(const char *name, struct guest_features *features, struct error *err);

/* The feature of that key, or -1: tells guest features from kernel parameters. */
int guest_feature_find(const char *key);

/* The word of a feature's level. */
const char *guest_feature_level(const struct guest_features *features, enum guest_feature feature);

/* {"cpu-model": "host", ...}: of every feature. */
json_t *guest_features_json(const struct guest_features *features);

#endif
