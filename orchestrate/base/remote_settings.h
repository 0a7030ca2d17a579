/* remote_settings.h - kernel settings of another machine, each known by its path. */
#ifndef VIRTAX_REMOTE_SETTINGS_H
#define VIRTAX_REMOTE_SETTINGS_H

#include "remote_shell.h"

#include <jansson.h>

/* {PATH: value} of the paths in `wanted` (an object; its values do not matter) that can be read
 * there, as setting_read has them. NULL on failure. */
json_t *remote_settings_read(const struct ssh_target *target, const json_t *wanted,
                             struct error *err);

/* Writes {PATH: value} there; what refuses does not stop the others. Returns what is there
 * afterwards, as remote_settings_read, or NULL. */
json_t *remote_settings_write(const struct ssh_target *target, const json_t *values,
                              struct error *err);

/* Gives a setting the value that it had and reads it back: an error where it has another. One that
 * is gone there, with its module, needs no value. */
int remote_setting_restore(const struct ssh_target *target, const char *path, const char *old,
                           struct error *err);

#endif
