/* container_features.c - the table of container features: none so far. */
#include "docker_cell.h"

const struct feature_table container_features = {
    .of = "container",
    .title = "Container features:",
    .name = "container_features",
};
