/* peer.c - the peer is this machine in another network namespace, so process.h is all it takes. */
#include "peer.h"

#include "harness/cleanup.h"
#include "harness/clock.h"
#include "harness/smallfile.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

static struct process_spec placed(const struct lab *lab, const struct process_spec *spec) {
    struct process_spec there = *spec;
    if (!there.network)
        there.network = lab->names.peer;
    if (!there.cpus)
        there.cpus = &lab->spec.peer_cpus;
    return there;
}

int lab_peer_run(void *lab, const struct process_spec *spec, struct process_result *result,
                 struct error *err) {
    struct process_spec there = placed(lab, spec);
    return process_run(&there, result, err);
}

int lab_server_start(const struct lab *lab, const struct process_spec *spec, const char *log,
                     unsigned port, struct lab_server *server, struct error *err) {
    *server = (struct lab_server){.child = {.input = -1}, .thing = -1, .port = port};
    struct process_spec there = placed(lab, spec);
    snprintf(server->log, sizeof server->log, "%s", log);
    if (unlink(log) < 0 && access(log, F_OK) == 0)
        return error_errno(err, "%s", log);
    if (process_start(&there, log, false, &server->child, err) < 0)
        return error_wrap(err, "server in the peer");
    char pid[16], start[32];
    snprintf(pid, sizeof pid, "%d", (int)server->child.pid);
    journal_process_start(server->child.pid, start, sizeof start);
    server->thing = journal_add(lab->spec.journal, "process", pid, start, err);
    if (server->thing < 0) {
        process_stop(&server->child, 0);
        return -1;
    }
    return 0;
}

bool lab_listens(const char *proc_net_tcp, unsigned port) {
    for (const char *line = strchr(proc_net_tcp, '\n'); line; line = strchr(line + 1, '\n')) {
        unsigned local = 0, state = 0;
        if (sscanf(line, " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &local, &state) == 2 &&
            local == port && state == 0x0A /* TCP_LISTEN */)
            return true;
    }
    return false;
}

/* /proc/PID/net shows the namespace that the process is in. */
static bool listening(const struct lab_server *server) {
    static const char *const tables[] = {"tcp", "tcp6"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/net/%s", (int)server->child.pid, tables[i]);
        cleanup_free char *table = small_file_read(path, NULL);
        if (table && lab_listens(table, server->port))
            return true;
    }
    return false;
}

int lab_server_ready(struct lab_server *server, double timeout_s, struct error *err) {
    double deadline = clock_now() + timeout_s;
    while (!listening(server)) {
        int exit_status = -1;
        if (!process_alive(&server->child, &exit_status)) {
            cleanup_free char *log = small_file_read(server->log, NULL);
            return error_failed(err, "server in the peer: it ended (exit status %d): %s",
                                exit_status, log ? last_lines(log, 1) : "");
        }
        if (clock_now() > deadline)
            return error_failed(err, "server in the peer: not listening on port %u after %g s",
                                server->port, timeout_s);
        if (!process_sleep(0.01))
            return error_interrupted(err);
    }
    return 0;
}

int lab_server_stop(const struct lab *lab, struct lab_server *server, struct error *err) {
    static const double grace_s = 2;
    if (server->child.pid > 0) {
        kill(server->child.pid, SIGTERM);
        process_stop(&server->child, grace_s);
    }
    int thing = server->thing;
    server->thing = -1;
    return journal_undo(lab->spec.journal, thing, err);
}

int lab_token_write(const char *path, struct error *err) {
    unsigned char random[32];
    char text[2 * sizeof random + 2];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(text + 2 * i, 3, "%02x", random[i]);
    strcpy(text + 2 * sizeof random, "\n");
    if (unlink(path) < 0 && access(path, F_OK) == 0)
        return error_errno(err, "token file %s", path);
    cleanup_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text, sizeof text - 1) != (ssize_t)sizeof text - 1)
        return error_errno(err, "token file %s", path);
    return 0;
}
