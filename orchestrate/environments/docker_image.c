/* docker_image.c - asks `image inspect`. */
#include "docker_image.h"

#include "base/docker_client.h"
#include "common/cleanup.h"

#include <math.h>

/* One template for all would fail where an engine leaves one of them out. */
static json_t *ask(const struct docker_cell *cell, const char *image, const char *template) {
    const char *words[] = {cell->by->command, "image", "inspect", image, NULL};
    docker_engine_use(cell->engine);
    cleanup_free char *text = docker_client_ask(words, template, NULL);
    return text ? json_loads(text, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL) : NULL;
}

double docker_image_bytes(const struct environment *environment, const struct plan_figure *figure) {
    const struct docker_cell *cell = environment->state;
    const char *image = figure->service ? cell->service_image : cell->image;
    cleanup_json json_t *bytes = ask(cell, image, "{{json .Size}}");
    return json_is_integer(bytes) ? json_number_value(bytes) : NAN;
}

void docker_image_describe(const struct docker_cell *cell, json_t *facts) {
    cleanup_json json_t *id = ask(cell, cell->image, "{{json .Id}}");
    cleanup_json json_t *layers = ask(cell, cell->image, "{{len .RootFS.Layers}}");
    if (json_is_string(id))
        json_object_set(facts, "image_id", id);
    if (json_integer_value(layers) > 0) /* the client says 0 of what the engine leaves out */
        json_object_set(facts, "image_layers", layers);
}
