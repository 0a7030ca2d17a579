/* ssh.c - commands on another machine through the OpenSSH client. */
#include "ssh.h"

/* Ahead of any configuration: a measured command shares no connection and is disturbed by nothing
 * (an idle guest is stopped, and would lose a connection with keep-alives). */
#define SSH_OPTIONS                                                                                \
    "-T", "-a", "-x", "-oBatchMode=yes", "-oControlMaster=no", "-oControlPath=none",               \
        "-oServerAliveInterval=0", "-oTCPKeepAlive=no", "-oClearAllForwardings=yes",               \
        "-oConnectTimeout=30", "-oLogLevel=ERROR", "-oRemoteCommand=none",                         \
        "-oPermitLocalCommand=no", "-oVisualHostKey=no", "-oTunnel=no"

struct ssh_words ssh_words(const struct ssh_target *target, const char *command) {
    struct ssh_words own = {{"ssh", SSH_OPTIONS, "--", target->destination, command, NULL}};
    struct ssh_words brought = {
        {"ssh", "-F", target->config, SSH_OPTIONS, "--", target->destination, command, NULL}};
    return target->config[0] ? brought : own;
}

int ssh_run(const struct ssh_target *target, const char *command, const struct process_spec *spec,
            struct process_result *result, struct error *err) {
    struct ssh_words words = ssh_words(target, command);
    struct process_spec with_argv = *spec;
    with_argv.argv = words.word;
    return process_run(&with_argv, result, err);
}
