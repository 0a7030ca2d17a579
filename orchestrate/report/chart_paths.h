/* chart_paths.h - the ways of a request to the storage medium, drawn from what was configured
 * ("chart = paths"; the report's figure 9). */
#ifndef VIRTAX_CHART_PATHS_H
#define VIRTAX_CHART_PATHS_H

#include "output.h"

enum { PATH_LAYERS = 8, PATH_LAYER_SIZE = 64 };

/* What a request passes, from the kernel down to the medium's file system or the hypervisor. */
struct storage_path {
    size_t count;
    char layer[PATH_LAYERS][PATH_LAYER_SIZE];
};

/* Of a series with these traits, with what a record of it tells of the medium and the guest (NULL:
 * no record). Pure. */
void storage_path_of(const struct plan_traits *traits, const json_t *record,
                     struct storage_path *path);

/* What all ways end in, from machine.json's "media"; returns buffer. */
const char *storage_medium_text(const json_t *machine, char *buffer, size_t size);

/* A chart_script: a column for each series, with the figure's result below. */
int chart_paths_script(FILE *script, const struct results *results, const struct summary *summary,
                       const char *path, struct error *err);

/* An output_writer of the same for phones. */
int chart_paths_narrow(const struct results *results, const struct summary *summary,
                       const char *path, struct error *err);

#endif
