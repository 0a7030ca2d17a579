/* ssh_machine.h - kernels on a machine reachable by SSH: put there, run, removed.
 *
 * A kvm environment is a booted guest plus this; ssh:USER@HOST is this alone. */
#ifndef VIRTAX_SSH_MACHINE_H
#define VIRTAX_SSH_MACHINE_H

#include "base/journal.h"
#include "base/remote_shell.h"
#include "launch.h"
#include "plan/plan.h"

struct ssh_machine {
    const struct ssh_target *target;
    char directory[128]; /* there */
    const char *put[16]; /* kernels that are there already */
    size_t put_count;
};

/* What ssh(1) takes for an environment or a peer "ssh:USER@HOST". STATUS_USAGE. */
int ssh_machine_target(const char *name, struct ssh_target *target, struct error *err);

/* Makes the directory there. */
int ssh_machine_open(struct ssh_machine *machine, const struct ssh_target *target,
                     const char *directory, struct error *err);

/* Puts a kernel there, verified by sha256; once. `kernel` must outlive the machine. */
int ssh_machine_put(struct ssh_machine *machine, const char *kernel, struct error *err);

/* Sets the plan's kernel settings there. A setting that cannot be written is left and shows in the
 * records. Settings that changed are journalled with their old value first where `journal` is
 * given. */
int ssh_machine_settings(struct ssh_machine *machine, const struct plan *plan,
                         struct journal *journal, struct error *err);

/* Makes ready to run a kernel of the figure there with a scrubbed environment; it ends there at the
 * timeout. Meters are left as they are. */
int ssh_machine_prepare(const struct ssh_machine *machine, const char *kernel,
                        const struct plan_figure *figure, const char *const *arguments,
                        struct launch *launch, struct error *err);

#endif
