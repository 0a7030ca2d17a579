/* server.c - one child that serves. */
#include "server.h"

#include "base/cause.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/smallfile.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/random.h>

enum { TOKEN_BYTES = 32 };

static const double poll_s = 0.01, stop_s = 2;

static void close_input(struct server *server) {
    if (server->child.input >= 0)
        close(server->child.input);
    server->child.input = -1;
}

static int give_input(struct server *server, const struct process_spec *spec, struct error *err) {
    size_t size = spec->input ? spec->input_size : 0;
    ssize_t written = size ? write(server->child.input, spec->input, size) : 0;
    if (!spec->input)
        close_input(server);
    return written == (ssize_t)size ? 0 : error_errno(err, "stdin");
}

int server_start(const struct process_spec *spec, const char *directory, unsigned seat,
                 struct journal *journal, struct server *server, struct error *err) {
    *server = (struct server){.child = {.input = -1}, .journal = journal, .thing = -1};
    snprintf(server->log, sizeof server->log, "%s/server-%u.log", directory, seat);
    snprintf(server->output, sizeof server->output, "%s/server-%u.out", directory, seat);
    struct process_spec own = *spec;
    own.output = server->output;
    if (unlink(server->log) < 0 && errno != ENOENT)
        return error_errno(err, "server: %s", server->log);
    if (process_start(&own, server->log, true, &server->child, err) < 0)
        return error_wrap(err, "server");
    server->thing = journal_add_process(journal, server->child.pid, err);
    if (server->thing >= 0 && give_input(server, spec, err) == 0)
        return 0;
    close_input(server);
    process_stop(&server->child, 0);
    return error_wrap(err, "server");
}

int server_ready(struct server *server, double timeout_s, struct error *err) {
    double deadline = clock_now() + timeout_s;
    for (;;) {
        int exit_status = -1;
        bool alive = process_alive(&server->child, &exit_status);
        cleanup_free char *log = small_file_read(server->log, NULL);
        bool began = log && frame_cut(&server->frame, log);
        if (began && strstr(log, ": listening on "))
            return 0;
        int size;
        const char *said = cause_told(log, &size);
        if (!alive)
            return error_failed(err, "server: it ended (exit status %d): %.*s", exit_status, size,
                                said);
        if (clock_now() > deadline)
            return error_failed(err, "server: not listening after %g s: %.*s", timeout_s, size,
                                said);
        if (!process_sleep(poll_s))
            return error_interrupted(err);
    }
}

static bool ends_by_itself(struct server *server, double grace_s, int *exit_status) {
    double deadline = clock_now() + grace_s;
    while (process_alive(&server->child, exit_status)) {
        if (clock_now() > deadline || !process_sleep(poll_s))
            return false;
    }
    return true;
}

void server_mark(const struct server *server) {
    const char line = '\n';
    /* One that is gone is noticed when it is ended. */
    if (server->child.input >= 0 && write(server->child.input, &line, 1) < 0)
        return;
}

int server_end(struct server *server, double grace_s, struct process_result *result,
               struct error *err) {
    *result = (struct process_result){.exit_status = -1};
    if (!server->journal)
        return 0;
    close_input(server);
    if (server->child.pid > 0 && !ends_by_itself(server, grace_s, &result->exit_status)) {
        result->timed_out = true;
        kill(server->child.pid, SIGTERM);
        process_stop(&server->child, stop_s);
    }
    result->out = small_file_read(server->output, NULL);
    result->out_size = result->out ? strlen(result->out) : 0;
    result->err = small_file_read(server->log, NULL);
    remote_cut(&server->frame, result);
    int thing = server->thing;
    server->thing = -1;
    return journal_undo(server->journal, thing, err);
}

int server_token(char token[66], struct error *err) {
    unsigned char random[TOKEN_BYTES];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        return error_errno(err, "getrandom");
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(token + 2 * i, 3, "%02x", random[i]);
    strcpy(token + 2 * sizeof random, "\n");
    return 0;
}
