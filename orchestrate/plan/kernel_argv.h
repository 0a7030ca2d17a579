/* kernel_argv.h - command lines of kernels. */
#ifndef VIRTAX_KERNEL_ARGV_H
#define VIRTAX_KERNEL_ARGV_H

#include "base/argv.h"
#include "plan.h"

/* What the kernel of a cell is given: the figure's parameters with what the series changes, and
 * the swept one at `x` (-1: none). The caller frees them, also after an error. */
int cell_parameters(const struct plan_figure *figure, size_t series, int x,
                    struct parameters *parameters, struct error *err);

/* Of kernels that can be told where their stack begins. */
#define STACK_OFFSET "stack-offset"

/* Makes the stack offset of a cell's kernel that of its block, unless the figure or the user has
 * one. Nothing where the kernel has no such parameter. */
int cell_layout(const struct plan_layout *layout, struct parameters *parameters, struct error *err);

/* "--json" and "--KEY=VALUE" for each parameter ("--KEY" where the value is "true", nothing where
 * "false"). NULL-terminated; free with argv_free. */
char **kernel_arguments(const struct parameters *parameters);

/* Words as one line for a POSIX shell, each quoted; free it. NULL where memory is short. */
char *kernel_shell_line(const struct argv *argv);

#endif
