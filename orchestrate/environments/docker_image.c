/* docker_image.c - asks `image inspect`. */
#include "docker_image.h"

#include "base/docker_client.h"
#include "common/cleanup.h"

#include <math.h>

static json_t *ask(const struct docker_cell *cell, const char *image) {
    const char *words[] = {cell->by->command, "image", "inspect", image, NULL};
    docker_engine_use(cell->engine);
    cleanup_free char *text =
        docker_client_ask(words,
                          "{\"image_id\":{{json .Id}},\"image_bytes\":{{.Size}},"
                          "\"image_layers\":{{len .RootFS.Layers}}}",
                          NULL);
    return text ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

double docker_image_bytes(const struct environment *environment, const struct plan_figure *figure) {
    const struct docker_cell *cell = environment->state;
    cleanup_json json_t *told = ask(cell, figure->service ? cell->service_image : cell->image);
    const json_t *bytes = json_object_get(told, "image_bytes");
    return bytes ? json_number_value(bytes) : NAN;
}

void docker_image_describe(const struct docker_cell *cell, json_t *facts) {
    cleanup_json json_t *told = ask(cell, cell->image);
    if (told)
        json_object_update(facts, told);
}
