/* peer.h - programs on the second host: a command run to its end, and a server that stays.
 *
 * Both run in the peer's network namespace on the peer's CPUs and die with us. */
#ifndef VIRTAX_LAB_PEER_H
#define VIRTAX_LAB_PEER_H

#include "base/process.h"
#include "lab/lab.h"

/* As process_run, in the peer: `spec` is copied, its network and, where NULL, its cpus are set. A
 * command_runner (environments/execution.h) whose target is the lab. */
int lab_peer_run(void *lab, const struct process_spec *spec, struct process_result *result,
                 struct error *err);

struct lab_server {
    struct process_child child;
    char log[256];
    int thing; /* its id in the journal */
    const char *network;
    unsigned port;
};

/* Starts a server in the peer (`network` of spec NULL) or where spec->network says; its output goes
 * to the file `log`, replaced. `port` is the TCP port that it will listen on. */
int lab_server_start(const struct lab *lab, const struct process_spec *spec, const char *log,
                     unsigned port, struct lab_server *server, struct error *err);

/* Waits until it listens. Fails with the last line of its log where it ended, and after
 * `timeout_s`.
 */
int lab_server_ready(struct lab_server *server, double timeout_s, struct error *err);

/* Ends it: SIGTERM, and after a grace SIGKILL; safe on one that is gone. */
int lab_server_stop(const struct lab *lab, struct lab_server *server, struct error *err);

/* Writes a fresh token of 32 random bytes in hexadecimal to a new file that only we can read, for
 * --token-file of both sides. An old file of that name is replaced. */
int lab_token_write(const char *path, struct error *err);

/* Is a TCP socket listening on the port in this text of /proc/net/tcp or tcp6 (proc_net_tcp(5))? */
bool lab_listens(const char *proc_net_tcp, unsigned port);

#endif
