/* process_spawn.c - fork and exec with CPU mask, memory policy, network namespace, environment and
 * death signal. */
#include "common/cpu_set.h"
#include "process_private.h"

#include "common/cleanup.h"
#include "common/cpulist.h"

#include <errno.h>
#include <fcntl.h>
#include <numaif.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

extern char **environ;

/* What must be ready before fork, since a child between fork and exec must not allocate. */
struct prepared {
    unsigned long nodes[16];
    bool has_nodes;
    pid_t parent;
    int network; /* the namespace; -1: ours */
};

static int open_network(const char *name, struct error *err) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd < 0 ? error_errno(err, "network namespace %s", name) : fd;
}

static int prepare(const struct process_spec *spec, struct prepared *ready, struct error *err) {
    memset(ready, 0, sizeof *ready);
    ready->parent = getpid();
    ready->network = -1;
    if (spec->network && (ready->network = open_network(spec->network, err)) < 0)
        return -1;
    if (!spec->memory_nodes)
        return 0;
    struct cpu_set nodes;
    if (cpulist_parse(spec->memory_nodes, &nodes, err) < 0)
        return error_wrap(err, "memory nodes");
    const int bits = 8 * (int)sizeof ready->nodes[0];
    for (int node = 0; node < (int)sizeof ready->nodes * 8; node++)
        if (cpu_set_has(node, &nodes))
            ready->nodes[node / bits] |= 1UL << (node % bits);
    ready->has_nodes = true;
    return 0;
}

/* Runs in the child; returns only on failure, with errno set. */
static void become(const struct process_spec *spec, const struct prepared *ready, int in, int out,
                   int err_fd) {
    static const int restored[] = {SIGINT, SIGTERM, SIGPIPE, SIGXFSZ};
    for (size_t i = 0; i < sizeof restored / sizeof restored[0]; i++)
        signal(restored[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (setpgid(0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return;
    if (getppid() != ready->parent) /* it died before the death signal was set */
        _exit(1);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err_fd, 2) < 0)
        return;
    if (ready->network >= 0 && setns(ready->network, CLONE_NEWNET) < 0)
        return;
    if (spec->directory && chdir(spec->directory) < 0)
        return;
    if (spec->cpus && cpu_set_pin(0, spec->cpus) < 0)
        return;
    if (ready->has_nodes && set_mempolicy(spec->interleave ? MPOL_INTERLEAVE : MPOL_BIND,
                                          ready->nodes, sizeof ready->nodes * 8) < 0)
        return;
    if (spec->no_transparent_huge_pages && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) < 0)
        return;
    if (spec->environment)
        environ = (char **)spec->environment;
    execvp(spec->argv[0], (char *const *)spec->argv);
}

pid_t process_spawn(const struct process_spec *spec, int in, int out, int err_fd,
                    struct error *err) {
    struct prepared ready;
    int prepared = prepare(spec, &ready, err);
    cleanup_close int network = ready.network;
    if (prepared < 0)
        return -1;

    int report[2];
    if (pipe2(report, O_CLOEXEC) < 0)
        return error_errno(err, "%s: pipe", spec->argv[0]);
    pid_t pid = fork();
    if (pid == 0) {
        become(spec, &ready, in, out, err_fd);
        int cause = errno;
        (void)!write(report[1], &cause, sizeof cause);
        _exit(127);
    }
    int fork_cause = errno;
    close(report[1]);
    cleanup_close int reader = report[0];
    if (pid < 0) {
        errno = fork_cause;
        return error_errno(err, "%s: fork", spec->argv[0]);
    }

    int cause = 0;
    ssize_t got;
    while ((got = read(reader, &cause, sizeof cause)) < 0 && errno == EINTR)
        ;
    if (got == 0) /* closed by exec: it runs */
        return pid;
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    errno = cause;
    return error_errno(err, "%s: cannot be started", spec->argv[0]);
}

int process_exit_status(int wait_status) {
    return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}
