/* ssh.h - a machine reachable by the OpenSSH client: one of the user's, or a guest.
 *
 * How a machine of the user's is reached is in the user's own configuration (HostName, ProxyJump,
 * IdentityFile, known hosts), which is therefore read; what in it would share, disturb or replace a
 * command is overridden (RemoteCommand, LocalCommand, multiplexing, forwarding, terminals). */
#ifndef VIRTAX_SSH_H
#define VIRTAX_SSH_H

#include "process.h"

/* `destination` as ssh(1) takes it. `config` NULL: the user's own configuration and keys; else a
 * file passed by -F, which a guest brings along (key, known hosts, port). */
struct ssh_target {
    char destination[256];
    char config[256]; /* "" for the user's own */
};

/* The words of the `ssh` command that runs another there, ended by NULL; all are borrowed. */
struct ssh_words {
    const char *word[24];
};
struct ssh_words ssh_words(const struct ssh_target *target, const char *command);

/* Runs a command (already quoted for the remote shell) through `ssh`. Batch mode, no agent or X11
 * forwarding, no keep-alives, no multiplexing: one connection for each command. `spec` gives
 * input, timeout and callbacks; its argv is ignored. Exit status 255 is ssh's own failure. */
int ssh_run(const struct ssh_target *target, const char *command, const struct process_spec *spec,
            struct process_result *result, struct error *err);

#endif
