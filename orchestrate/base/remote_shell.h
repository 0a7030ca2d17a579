/* remote_shell.h - scripts and files on another machine, through whatever shell its user has there.
 *
 * Every answer is framed (frame.h): a shell that speaks by itself is told apart and named. How a
 * machine of the user's is reached is in the user's own configuration (HostName, ProxyJump,
 * IdentityFile, known hosts), which is therefore read; what in it would share, disturb or replace a
 * command is overridden (RemoteCommand, LocalCommand, multiplexing, forwarding, terminals). */
#ifndef VIRTAX_REMOTE_SHELL_H
#define VIRTAX_REMOTE_SHELL_H

#include "argv.h"
#include "frame.h"
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

/* Those of one that only keeps a connection, at the ControlPath of the target's own configuration:
 * while it is there commands share it, where not they connect. */
struct ssh_words ssh_words_to_keep(const struct ssh_target *target);

/* Runs a command (already quoted for the remote shell) through `ssh`. Batch mode, no agent or X11
 * forwarding, no keep-alives; a connection for each command, unless one is kept. `spec` gives
 * input, timeout and callbacks; its argv is ignored. Exit status 255 is ssh's own failure. */
int ssh_run(const struct ssh_target *target, const char *command, const struct process_spec *spec,
            struct process_result *result, struct error *err);

/* The key of what the shell there said by itself, its first line: among the answers where there is
 * such a line. */
#define REMOTE_CHATTER ""

/* Runs a POSIX sh script there: {KEY: text} of what it said after each `answer KEY`, without the
 * last newline. NULL where it ends with another status than 0, with an error that quotes its last
 * line on stderr, where it did not begin, or after the timeout. */
json_t *remote_ask(const struct ssh_target *target, const char *script, double timeout_s,
                   struct error *err);

/* The same for a script that has nothing to answer. */
int remote_do(const struct ssh_target *target, const char *script, double timeout_s,
              struct error *err);

/* The local command that runs one there, its words appended to `argv`: what it prints on stdout is
 * one answer, whatever else is said meanwhile; or, where it `streams`, comes at once, and what a
 * shell in the background says with it. */
int remote_command(const struct ssh_target *target, const char *command, bool streams,
                   struct frame *frame, struct argv *argv, struct error *err);

/* Cuts what such a local command printed down to what the one there said, stdout and stderr, and
 * makes its exit status the one there; 255 where that did not end. */
void remote_cut(const struct frame *frame, struct process_result *result);

/* Copies a local file to an absolute remote path, executable, and verifies it there by sha256sum.
 */
int remote_put(const struct ssh_target *target, const char *local, const char *remote,
               double timeout_s, struct error *err);

#endif
