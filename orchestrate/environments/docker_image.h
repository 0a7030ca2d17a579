/* docker_image.h - what an engine says of the image that its containers start from. */
#ifndef VIRTAX_DOCKER_IMAGE_H
#define VIRTAX_DOCKER_IMAGE_H

#include "docker_cell.h"

/* environment_type's image_bytes, where the state is a struct docker_cell: what the files of all
 * its layers come to. */
double docker_image_bytes(const struct environment *environment, const struct plan_figure *figure);

/* Adds to `facts` the image's "image_id" and "image_layers", as far as the engine tells them. */
void docker_image_describe(const struct docker_cell *cell, json_t *facts);

#endif
