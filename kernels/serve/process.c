/* process.c - a log in memory and a pidfd. */
#include "serve/process.h"

#include "common/cgroup.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/interrupts.h"
#include "common/memory_file.h"
#include "serve/child.h"
#include "serve/children.h"
#include "serve/log.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POLL_MS = 5 };

int service_can_listen(const struct net_address *listen, struct error *err) {
    char text[NET_ADDRESS_TEXT];
    const int reuse = 1; /* connections of before may linger */
    cleanup_close int fd = socket(listen->at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) == 0 &&
                   bind(fd, (const struct sockaddr *)&listen->at, listen->length) == 0
               ? 0
               : error_errno(err, "--listen=%s", net_address_format(listen, text, sizeof text));
}

/* With `input` as its stdin. */
static int start(struct service_process *server, const struct service *service, const char *program,
                 const char *const *words, const struct service_place *place, int input,
                 struct error *err) {
    *server = (struct service_process){.service = service,
                                       .data = place->data,
                                       .oom_kills = oom_kills(""),
                                       .process = -1,
                                       .log = -1};
    server->log = memfd_create("log", MFD_CLOEXEC);
    if (server->log < 0)
        return error_errno(err, "a log in memory");
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
        return error_errno(err, "PR_SET_CHILD_SUBREAPER");
    pid_t pid = child_start(service->user, program, words, place, input, server->log, err);
    if (pid < 0)
        return -1;
    server->pid = pid;
    server->process = (int)syscall(SYS_pidfd_open, pid, 0);
    return server->process < 0 ? error_errno(err, "pidfd_open") : 0;
}

/* A file in memory with what it reads on its stdin, or what makes its data does. */
static int input_of(const struct service *service, const struct service_place *place,
                    struct error *err) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    int input = -1;
    if (out && service->input)
        service->input(out, place);
    if (out && fclose(out) == 0)
        input = memory_file(text, err);
    else
        error_failed(err, "out of memory");
    free(text);
    return input;
}

int service_start(struct service_process *server, const struct service *service,
                  const struct service_place *place, struct error *err) {
    *server = (struct service_process){.process = -1, .log = -1};
    cleanup_close int input = input_of(service, place, err);
    return input < 0
               ? -1
               : start(server, service, service->program, service->arguments, place, input, err);
}

static const char *killer(const struct service_process *server, const siginfo_t *info) {
    bool killed = info->si_code != CLD_EXITED && info->si_status == SIGKILL;
    return killed && oom_kills("") > server->oom_kills ? ", when this system was out of memory"
                                                       : "";
}

/* It ended by itself; it stays to be waited for. */
static int ended(const struct service_process *server, const char *when, struct error *err) {
    siginfo_t info = {0};
    char line[LOG_LINE];
    waitid(P_PID, (id_t)server->pid, &info, WEXITED | WNOWAIT);
    log_last_line(server->log, line);
    log_quote(server->log, stderr);
    return error_failed(err, "%s ended %s (%s %d%s): %s", server->service->name, when,
                        info.si_code == CLD_EXITED ? "exit status" : "signal", info.si_status,
                        killer(server, &info), line);
}

static bool has_ended(const struct service_process *server, int wait_ms) {
    struct pollfd poll_process = {.fd = server->process, .events = POLLIN};
    return poll(&poll_process, 1, wait_ms) > 0;
}

/* An address of this system that reaches one at which somebody listens. */
static bool accepts(const struct net_address *listen) {
    struct net_address to = *listen;
    struct sockaddr_in *v4 = (struct sockaddr_in *)&to.at;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&to.at;
    if (to.at.ss_family == AF_INET && v4->sin_addr.s_addr == htonl(INADDR_ANY))
        v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (to.at.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr))
        v6->sin6_addr = in6addr_loopback;
    cleanup_close int fd = socket(to.at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (const struct sockaddr *)&to.at, to.length) == 0;
}

int service_await(const struct service_process *server, const struct net_address *listen,
                  struct error *err) {
    const double deadline = clock_now() + server->service->ready_s;
    const char *ready_line = server->service->ready_line;
    char line[LOG_LINE];
    while (!has_ended(server, POLL_MS)) {
        /* One that could not bind has ended, and somebody else may accept there. */
        if (accepts(listen) && (!ready_line || log_says(server->log, ready_line)) &&
            !has_ended(server, POLL_MS))
            return 0;
        if (interrupts_seen())
            return error_interrupted(err);
        if (clock_now() < deadline)
            continue;
        log_last_line(server->log, line);
        log_quote(server->log, stderr);
        return error_failed(err, "%s accepts nothing after %g s: %s", server->service->name,
                            server->service->ready_s, line);
    }
    return ended(server, "before it listened", err);
}

static int await_end(const struct service_process *program, struct error *err) {
    const double deadline = clock_now() + program->service->ready_s;
    while (!has_ended(program, POLL_MS)) {
        if (interrupts_seen())
            return error_interrupted(err);
        if (clock_now() < deadline)
            continue;
        log_quote(program->log, stderr);
        return error_failed(err, "%s did not make its data within %g s", program->service->name,
                            program->service->ready_s);
    }
    siginfo_t info = {0};
    waitid(P_PID, (id_t)program->pid, &info, WEXITED | WNOWAIT);
    return info.si_code == CLD_EXITED && info.si_status == 0
               ? 0
               : ended(program, "while it made its data", err);
}

int service_fill(const struct service *service, const struct service_place *place,
                 struct error *err) {
    struct service_process filler;
    struct rusage ignored;
    const char *program = service->data_program ? service->data_program : service->program;
    cleanup_close int input = service->data_input ? open(service->data_input, O_RDONLY | O_CLOEXEC)
                                                  : input_of(service, place, err);
    if (input < 0)
        return service->data_input ? error_errno(err, "%s", service->data_input) : -1;
    int status = start(&filler, service, program, service->data_arguments, place, input, err);
    if (status == 0)
        status = await_end(&filler, err);
    service_stop(&filler, &ignored, NULL);
    return status;
}

static void note_mark(const struct service_process *server, struct service_marks *marks) {
    if (marks->count == sizeof marks->at / sizeof *marks->at ||
        usage_note(&marks->at[marks->count], NULL) < 0)
        return;
    marks->at[marks->count++].process = service_used(server);
}

/* Lines are marks; the end is the end. */
static bool stdin_ended(const struct service_process *server, short events,
                        struct service_marks *marks) {
    char text[64];
    if (!(events & (POLLIN | POLLHUP | POLLERR)))
        return false;
    ssize_t got = read(STDIN_FILENO, text, sizeof text);
    for (ssize_t i = 0; i < got; i++)
        if (text[i] == '\n')
            note_mark(server, marks);
    return got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN);
}

int service_watch(const struct service_process *server, struct service_marks *marks,
                  struct error *err) {
    *marks = (struct service_marks){0};
    struct pollfd fds[] = {{.fd = server->process, .events = POLLIN},
                           {.fd = STDIN_FILENO, .events = POLLIN}};
    sigset_t none;
    sigemptyset(&none);
    interrupts_hold(); /* between the look and the wait */
    while (!interrupts_seen()) {
        if (ppoll(fds, 2, NULL, &none) < 0) {
            if (errno != EINTR)
                return error_errno(err, "ppoll");
            continue;
        }
        if (fds[0].revents)
            return ended(server, "by itself", err);
        if (stdin_ended(server, fds[1].revents, marks))
            return 0;
    }
    return 0;
}

/* Children whose parent ended are this process' own (PR_SET_CHILD_SUBREAPER, prctl(2)): they see
 * that it ended, and end. */
static void await_orphans(double wait_s) {
    static const double kill_s = 2;
    const double deadline = clock_now() + wait_s;
    for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG)) >= 0 || errno == EINTR;) {
        if (pid > 0)
            continue;
        if (clock_now() > deadline)
            process_each_child(getpid(), process_kill, NULL);
        if (clock_now() > deadline + kill_s)
            return;
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000}, NULL);
    }
}

int service_stop(struct service_process *server, struct rusage *used, struct error *err) {
    int result = 0;
    *used = (struct rusage){0};
    if (server->pid > 0) {
        int ends = server->service->stop_signal ? server->service->stop_signal : SIGTERM;
        kill(server->pid, ends);
        double wait_s = server->process >= 0 ? server->service->stop_s : 0;
        if (!has_ended(server, (int)(1e3 * wait_s))) {
            kill(server->pid, SIGKILL);
            result = error_failed(err, "%s did not end within %g s after SIG%s; killed",
                                  server->service->name, wait_s, sigabbrev_np(ends));
        }
        while (wait4(server->pid, NULL, 0, used) < 0 && errno == EINTR)
            ;
        server->pid = 0;
        await_orphans(wait_s);
    }
    if (server->process >= 0)
        close(server->process);
    if (server->log >= 0)
        close(server->log);
    server->process = server->log = -1;
    return result;
}
