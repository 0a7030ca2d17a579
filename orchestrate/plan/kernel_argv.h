/* kernel_argv.h - command lines of kernels. */
#ifndef VIRTAX_KERNEL_ARGV_H
#define VIRTAX_KERNEL_ARGV_H

#include "common/error.h"
#include "plan.h"

enum { KERNEL_ARGV_MAX = 128 };

/* Borrowed words, ended by NULL. */
struct kernel_argv {
    const char *word[KERNEL_ARGV_MAX];
};

/* `head` followed by `tail` (both ended by NULL); what does not fit is a programming error and is
 * cut. */
struct kernel_argv kernel_argv(const char *const *head, const char *const *tail);

/* What the kernel of a cell is given: the figure's parameters with what the series changes, and
 * the swept one at `x` (-1: none). The caller frees them, also after an error. */
int cell_parameters(const struct plan_figure *figure, size_t series, int x,
                    struct parameters *parameters, struct error *err);

/* "--json" and "--KEY=VALUE" for each parameter ("--KEY" where the value is "true", nothing where
 * "false"). NULL-terminated; free with argv_free. */
char **kernel_arguments(const struct parameters *parameters);

/* arguments and head as one line for a POSIX shell, each word quoted; free it. */
char *kernel_shell_line(const char *const *head, const char *const *tail);

#endif
