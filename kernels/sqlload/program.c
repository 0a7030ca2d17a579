/* program.c - fork(2), a pipe for all that it prints, and wait4(2). */
#include "sqlload/program.h"

#include "common/cleanup.h"
#include "common/interrupts.h"
#include "common/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECRETS = 3, SCRIPT = 4, ABOVE = 10, NO_EXEC = 127, LOOK_MS = 100 };

static _Noreturn void become(const struct program *program, int secrets, int script, int out,
                             pid_t parent) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* First out of the way of the numbers that they get. */
    secrets = fcntl(secrets, F_DUPFD_CLOEXEC, ABOVE);
    script = fcntl(script, F_DUPFD_CLOEXEC, ABOVE);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (dup2(nothing, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(out, STDERR_FILENO) < 0 || dup2(secrets, SECRETS) < 0 || dup2(script, SCRIPT) < 0)
        _exit(NO_EXEC);
    if (program->shielded) /* a terminal's signals are its group's */
        setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent)
        execv(program->words[0], (char *const *)program->words);
    _exit(NO_EXEC);
}

static pid_t start(const struct program *program, int out, struct error *err) {
    cleanup_close int secrets = memory_file(program->secrets, err);
    cleanup_close int script = memory_file(program->script ? program->script : "", err);
    if (secrets < 0 || script < 0)
        return -1;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        become(program, secrets, script, out, parent);
    return pid < 0 ? error_errno(err, "fork") : pid;
}

/* All that it prints until it ends, in *text; lines are told as they come. Told to end, it kills
 * the program, which closes the pipe. */
static int listen_to(const struct program *program, int from, pid_t pid, FILE *text) {
    char line[4096];
    size_t size = 0;
    for (char c;;) {
        struct pollfd output = {.fd = from, .events = POLLIN};
        int ready = poll(&output, 1, LOOK_MS);
        if (interrupts_seen() && !program->shielded)
            kill(pid, SIGKILL);
        if (ready <= 0)
            continue;
        ssize_t got = read(from, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 || ferror(text) ? -1 : 0;
        fputc(c, text);
        if (c != '\n') {
            if (size < sizeof line - 1)
                line[size++] = c;
            continue;
        }
        line[size] = '\0';
        size = 0;
        if (program->on_line)
            program->on_line(line, program->context);
    }
}

static const char *last_line(const char *text) {
    const char *last = "it said nothing";
    while (text && *text) {
        size_t size = strcspn(text, "\n");
        if (strspn(text, " \t\r") < size)
            last = text;
        text += size + (text[size] == '\n');
    }
    return last;
}

/* Its first line that says why, or else its last. */
static int failed(const char *text, int status, struct error *err) {
    const char *fatal = text ? strstr(text, "FATAL: ") : NULL, *next;
    /* The first one of a refused connection says only that there is none. */
    if (fatal && (next = strstr(fatal + 1, "FATAL: ")) && strstr(fatal, "unable to connect"))
        fatal = next;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_EXEC && !(text && text[0]))
        return error_failed(err, "sysbench could not be started");
    const char *said = fatal ? fatal : last_line(text);
    return error_failed(
        err, "sysbench failed (%s %d): %.*s", WIFEXITED(status) ? "exit status" : "signal",
        WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), (int)strcspn(said, "\n"), said);
}

int program_present(const char *path, struct error *err) {
    return access(path, X_OK) == 0
               ? 0
               : error_unavailable(err, "%s: %s; `apt-get install sysbench` brings it", path,
                                   strerror(errno));
}

char *program_run(const struct program *program, struct rusage *used, struct error *err) {
    int ends[2], status = 0;
    char *text = NULL;
    size_t size;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_null(error_errno(err, "pipe"));
    cleanup_close int from = ends[0];
    FILE *out = open_memstream(&text, &size);
    pid_t pid = out ? start(program, ends[1], err) : error_failed(err, "out of memory");
    close(ends[1]);
    int heard = pid > 0 ? listen_to(program, from, pid, out) : -1;
    if (pid > 0)
        while (wait4(pid, &status, 0, used) < 0 && errno == EINTR)
            ;
    if (out && fclose(out) != 0)
        heard = -1;
    if (pid > 0 && interrupts_seen() && !program->shielded)
        error_interrupted(err);
    else if (pid > 0 && status != 0)
        failed(text, status, err);
    else if (pid > 0 && heard < 0)
        error_failed(err, "what sysbench prints cannot be read");
    else if (pid > 0)
        return text;
    free(text);
    return NULL;
}
