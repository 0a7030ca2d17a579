/* server.h - a kernel that serves while others are measured: started, awaited, ended.
 *
 * It runs as a child of ours, in the peer (lab_in_peer) or on the host, is listed in the journal
 * and dies with us. */
#ifndef VIRTAX_LAB_SERVER_H
#define VIRTAX_LAB_SERVER_H

#include "base/journal.h"
#include "base/process.h"

struct server {
    struct process_child child;
    struct journal *journal;
    int thing;     /* its id in the journal; -1: none */
    char log[256]; /* the file of its output */
    unsigned port; /* the TCP port that it is to listen on */
};

/* Starts it; its output replaces the file `log`. */
int server_start(const struct process_spec *spec, const char *log, unsigned port,
                 struct journal *journal, struct server *server, struct error *err);

/* Waits until it listens. Fails with the last line of its log where it has ended, and after
 * `timeout_s` seconds. */
int server_ready(struct server *server, double timeout_s, struct error *err);

/* Ends it: SIGTERM, and after a grace SIGKILL. Safe on one that is gone and, zeroed, on none. */
int server_stop(struct server *server, struct error *err);

/* Writes a fresh token of 32 random bytes in hexadecimal to a file that only we can read, for
 * --token-file of both sides. A file that is there is replaced. */
int server_token_write(const char *path, struct error *err);

/* Is a socket listening on the port in this text of /proc/net/tcp or tcp6? (Linux
 * Documentation/networking/proc_net_tcp.rst) */
bool server_listens(const char *proc_net_tcp, unsigned port);

#endif
