/* process_child.c - children that stay while others run: QEMU, a private Docker daemon. */
#include "process_private.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

int process_start(const struct process_spec *spec, const char *log, bool keep_input,
                  struct process_child *child, struct error *err) {
    *child = (struct process_child){.input = -1};
    cleanup_close int out = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (out < 0)
        return error_errno(err, "%s", log);
    cleanup_close int own = -1;
    if (spec->output &&
        (own = open(spec->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) < 0)
        return error_errno(err, "%s", spec->output);
    int in[2] = {-1, -1};
    if (keep_input ? pipe2(in, O_CLOEXEC) < 0
                   : (in[0] = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
        return error_errno(err, "%s: stdin", spec->argv[0]);
    pid_t pid = process_spawn(spec, in[0], own >= 0 ? own : out, out, err);
    close(in[0]);
    if (pid < 0) {
        if (in[1] >= 0)
            close(in[1]);
        return -1;
    }
    *child = (struct process_child){.pid = pid, .input = in[1]};
    return 0;
}

bool process_alive(struct process_child *child, int *exit_status) {
    int status = 0;
    if (child->pid <= 0)
        return false;
    pid_t got = waitpid(child->pid, &status, WNOHANG);
    if (got == 0)
        return true;
    child->pid = 0;
    if (exit_status)
        *exit_status = got > 0 ? process_exit_status(status) : -1;
    return false;
}

bool process_continued(const struct process_child *child) {
    siginfo_t info = {0};
    return child->pid > 0 && waitid(P_PID, (id_t)child->pid, &info, WCONTINUED | WNOHANG) == 0 &&
           info.si_pid == child->pid;
}

/* Waits without regard to interrupts: what was made must be unmade. */
static bool gone_within(struct process_child *child, double seconds) {
    for (int step = 0; step <= (int)(seconds * 100); step++) {
        if (!process_alive(child, NULL))
            return true;
        struct timespec pause = {.tv_nsec = 10000000};
        nanosleep(&pause, NULL);
    }
    return false;
}

void process_stop(struct process_child *child, double grace_s) {
    if (child->input >= 0)
        close(child->input);
    child->input = -1;
    pid_t group = child->pid;
    if (group <= 0 || gone_within(child, grace_s))
        return;
    kill(-group, SIGTERM);
    if (gone_within(child, grace_s))
        return;
    kill(-group, SIGKILL);
    waitpid(group, NULL, 0);
    child->pid = 0;
}
