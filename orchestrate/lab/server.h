/* server.h - a kernel that serves while another asks it: started, awaited, ended.
 *
 * It is a child of ours: the kernel itself on the peer or on this host, or the command that runs it
 * in a container or a guest. It is listed in the journal and dies with us. */
#ifndef VIRTAX_LAB_SERVER_H
#define VIRTAX_LAB_SERVER_H

#include "base/frame.h"
#include "base/journal.h"
#include "base/process.h"

struct server {
    struct process_child child;
    struct journal *journal;
    int thing;          /* id in the journal; -1: none */
    char log[256];      /* the file of the server's stderr */
    char output[256];   /* the file of its stdout */
    struct frame frame; /* around what it says, where a shell is on the way: the caller sets it */
};

/* Starts a server with its output in files in `directory`, named after its seat, and spec->input on
 * its stdin, which must fit into a pipe and stays open: its end tells services to end. */
int server_start(const struct process_spec *spec, const char *directory, unsigned seat,
                 struct journal *journal, struct server *server, struct error *err);

/* Waits until the server says that it listens. Fails with the last line of its log where it has
 * ended, and after `timeout_s` seconds. */
int server_ready(struct server *server, double timeout_s, struct error *err);

/* Writes an empty line to its stdin: services count what they use from one to the next. */
void server_mark(const struct server *server);

/* Closes its stdin and waits until the server ends by itself, `grace_s` seconds at most, then ends
 * it: SIGTERM, and after a while SIGKILL (result->timed_out). What it wrote is in the result, to be
 * freed in every case. Safe on one that was not started. */
int server_end(struct server *server, double grace_s, struct process_result *result,
               struct error *err);

/* Makes a fresh secret of 32 random bytes as a line of text, for --token-file=- of both sides. */
int server_token(char token[66], struct error *err);

#endif
