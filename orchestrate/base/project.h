/* project.h - where the project's own files are, found from the running command. */
#ifndef VIRTAX_PROJECT_H
#define VIRTAX_PROJECT_H

#include "common/error.h"

/* A path put together, and one below the project (the directory above build/, where virtax itself
 * lies). */
struct path {
    char text[4096];
};
struct path path_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
struct path project_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* build/bin/KERNEL, which must be executable: else an error with the command that builds it. */
int project_kernel(const char *kernel, struct path *path, struct error *err);

/* True where a command is found in PATH. */
int command_exists(const char *command);

#endif
