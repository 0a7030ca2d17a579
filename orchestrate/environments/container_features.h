/* container_features.h - what of a container can be tuned. */
#ifndef VIRTAX_CONTAINER_FEATURES_H
#define VIRTAX_CONTAINER_FEATURES_H

#include "plan/features.h"

/* What is applied to are the options of the engine's `run`, a struct argv. */
extern const struct feature_table container_features;

#endif
