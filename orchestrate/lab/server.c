/* server.c - one child that serves. */
#include "server.h"

#include "base/durable.h"
#include "harness/cleanup.h"
#include "harness/clock.h"
#include "harness/smallfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>

enum { TOKEN_BYTES = 32, STATE_LISTEN = 0x0A };

int server_start(const struct process_spec *spec, const char *log, unsigned port,
                 struct journal *journal, struct server *server, struct error *err) {
    *server =
        (struct server){.child = {.input = -1}, .journal = journal, .thing = -1, .port = port};
    snprintf(server->log, sizeof server->log, "%s", log);
    if (truncate(log, 0) < 0 && errno != ENOENT)
        return error_errno(err, "server: %s", log);
    if (process_start(spec, log, false, &server->child, err) < 0)
        return error_wrap(err, "server");
    char pid[16], start[32];
    snprintf(pid, sizeof pid, "%d", (int)server->child.pid);
    journal_process_start(server->child.pid, start, sizeof start);
    server->thing = journal_add(journal, "process", pid, start, err);
    if (server->thing < 0) {
        process_stop(&server->child, 0);
        return error_wrap(err, "server");
    }
    return 0;
}

bool server_listens(const char *proc_net_tcp, unsigned port) {
    for (const char *line = strchr(proc_net_tcp, '\n'); line; line = strchr(line + 1, '\n')) {
        unsigned local = 0, state = 0;
        if (sscanf(line, " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &local, &state) == 2 &&
            local == port && state == STATE_LISTEN)
            return true;
    }
    return false;
}

/* /proc/PID/net shows the namespace that the process is in. */
static bool listening(const struct server *server) {
    static const char *const tables[] = {"tcp", "tcp6"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/net/%s", (int)server->child.pid, tables[i]);
        cleanup_free char *table = small_file_read(path, NULL);
        if (table && server_listens(table, server->port))
            return true;
    }
    return false;
}

int server_ready(struct server *server, double timeout_s, struct error *err) {
    double deadline = clock_now() + timeout_s;
    for (;;) {
        int exit_status = -1;
        if (!process_alive(&server->child, &exit_status)) {
            cleanup_free char *log = small_file_read(server->log, NULL);
            return error_failed(err, "server: it ended (exit status %d): %s", exit_status,
                                log && log[0] ? last_lines(log, 1) : "without a word");
        }
        if (listening(server))
            return 0;
        if (clock_now() > deadline)
            return error_failed(err, "server: not listening on port %u after %g s", server->port,
                                timeout_s);
        if (!process_sleep(0.01))
            return error_interrupted(err);
    }
}

int server_stop(struct server *server, struct error *err) {
    static const double grace_s = 2;
    if (!server->journal)
        return 0;
    if (server->child.pid > 0)
        kill(server->child.pid, SIGTERM);
    process_stop(&server->child, grace_s);
    int thing = server->thing;
    server->thing = -1;
    return journal_undo(server->journal, thing, err);
}

int server_token_write(const char *path, struct error *err) {
    unsigned char random[TOKEN_BYTES];
    char text[2 * TOKEN_BYTES + 2];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(text + 2 * i, 3, "%02x", random[i]);
    text[2 * TOKEN_BYTES] = '\n';
    if (unlink(path) < 0 && errno != ENOENT)
        return error_errno(err, "token file %s", path);
    cleanup_close int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_errno(err, "token file %s", path);
    if (write_fully(fd, text, 2 * TOKEN_BYTES + 1) < 0)
        return error_errno(err, "token file %s", path);
    return 0;
}
