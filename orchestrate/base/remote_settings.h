/* remote_settings.h - kernel settings of another machine, each known by its path. */
#ifndef VIRTAX_REMOTE_SETTINGS_H
#define VIRTAX_REMOTE_SETTINGS_H

#include "remote_shell.h"

#include <jansson.h>
#include <stdbool.h>

/* Of {PATH: value} those that can be read there, as setting_read has them, after writing them where
 * `write` says so: what refuses does not stop the others, and shows. NULL on failure. */
json_t *remote_settings(const struct ssh_target *target, const json_t *settings, bool write,
                        struct error *err);

/* Gives a setting the value that it had and reads it back: an error where it has another. One that
 * is gone there, with its module, needs no value. */
int remote_setting_restore(const struct ssh_target *target, const char *path, const char *old,
                           struct error *err);

#endif
