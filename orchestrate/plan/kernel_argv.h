/* kernel_argv.h - command lines of kernels. */
#ifndef VIRTAX_KERNEL_ARGV_H
#define VIRTAX_KERNEL_ARGV_H

#include "harness/error.h"
#include "plan.h"

enum { KERNEL_ARGV_MAX = 128 };

/* Borrowed words, ended by NULL. */
struct kernel_argv {
    const char *word[KERNEL_ARGV_MAX];
};

/* `head` followed by `tail` (both ended by NULL); what does not fit is a programming error and is
 * cut. */
struct kernel_argv kernel_argv(const char *const *head, const char *const *tail);

/* The explicit arguments of a cell, the same for every environment: "--json" and "--KEY=VALUE" for
 * each parameter ("--KEY" where the value is "true", nothing where "false"), with the swept
 * parameter at `x`. NULL-terminated; free with argv_free. */
char **kernel_arguments(const struct plan_figure *figure, int x);

/* arguments and head as one line for a POSIX shell, each word quoted; free it. */
char *kernel_shell_line(const char *const *head, const char *const *tail);

#endif
