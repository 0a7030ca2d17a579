/* program.h - sysbench as a process of this one. */
#ifndef VIRTAX_SQLLOAD_PROGRAM_H
#define VIRTAX_SQLLOAD_PROGRAM_H

#include "common/error.h"

#include <stdbool.h>
#include <sys/resource.h>

/* How one is run. */
struct program {
    const char *const *words; /* its name and arguments, ended by NULL */
    const char *secrets;      /* what a file holds that `--config-file=` + PROGRAM_SECRETS names */
    const char *script;       /* likewise, PROGRAM_SCRIPT; NULL: none */
    bool shielded;            /* it ends by itself, whoever tells this process to end */
    void (*on_line)(const char *line, void *context); /* as each of its lines comes; or NULL */
    void *context;
};

#define PROGRAM_SECRETS "/proc/self/fd/3"
#define PROGRAM_SCRIPT "/proc/self/fd/4"

/* STATUS_UNAVAILABLE, naming the package, where there is no such program. */
int program_present(const char *path, struct error *err);

/* Runs it until it ends; it ends with this process, and when this process is told to. What it
 * printed, to be freed, and what it used. NULL with an error that quotes its first complaint where
 * its exit status is not 0. */
char *program_run(const struct program *program, struct rusage *used, struct error *err);

#endif
