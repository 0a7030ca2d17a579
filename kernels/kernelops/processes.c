/* processes.c - processes and threads that are made to end at once. */
#include "kernelops/processes.h"

#include "kernelops/operation.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORKED_STATUS = 42 };
static const char executed_name[] = "virtax-kernelops-executed";

bool executed_to_be_timed(int argc, char *const *argv) {
    return argc == 1 && strcmp(argv[0], executed_name) == 0;
}

static int judge(int status, int wanted, const char *what, struct error *err) {
    if (!WIFEXITED(status))
        return error_failed(err, "%s: the child was ended by signal %d", what, WTERMSIG(status));
    if (WEXITSTATUS(status) != wanted)
        return error_failed(err, "%s: the child ended with %d instead of %d", what,
                            WEXITSTATUS(status), wanted);
    return 0;
}

static int run_fork(void *state, unsigned times, struct error *err) {
    (void)state;
    for (unsigned i = 0; i < times; i++) {
        pid_t child = fork();
        if (child < 0)
            return error_errno(err, "fork");
        if (child == 0)
            _exit(FORKED_STATUS);
        int status;
        if (waitpid(child, &status, 0) < 0)
            return error_errno(err, "waitpid");
        if (judge(status, FORKED_STATUS, "fork", err) < 0)
            return -1;
    }
    return 0;
}

static int set_up_exec(const struct place *place, void **state, struct error *err) {
    (void)err;
    *state = (void *)place->program;
    return 0;
}

/* A child that cannot execute ends with so much more than errno, which is at most 133 (errno(3)).
 */
enum { CAUSE = 100 };

static int await_executed(pid_t child, const char *program, struct error *err) {
    int status;
    if (waitpid(child, &status, 0) < 0)
        return error_errno(err, "waitpid");
    if (WIFEXITED(status) && WEXITSTATUS(status) > CAUSE) {
        errno = WEXITSTATUS(status) - CAUSE;
        return error_errno(err, "execve of %s", program);
    }
    return judge(status, EXECUTED_STATUS, "execve", err);
}

static int run_exec(void *state, unsigned times, struct error *err) {
    const char *program = state;
    char *const arguments[] = {(char *)executed_name, NULL}, *const environment[] = {NULL};
    for (unsigned i = 0; i < times; i++) {
        pid_t child = fork();
        if (child < 0)
            return error_errno(err, "fork");
        if (child == 0) {
            execve(program, arguments, environment);
            _exit(CAUSE + errno);
        }
        if (await_executed(child, program, err) < 0)
            return -1;
    }
    return 0;
}

static void *same(void *argument) {
    return argument;
}

static int run_thread(void *state, unsigned times, struct error *err) {
    (void)state;
    for (unsigned i = 0; i < times; i++) {
        pthread_t thread;
        int token;
        void *back = NULL;
        errno = pthread_create(&thread, NULL, same, &token);
        if (errno != 0)
            return error_errno(err, "pthread_create");
        errno = pthread_join(thread, &back);
        if (errno != 0)
            return error_errno(err, "pthread_join");
        if (back != &token)
            return error_failed(err, "pthread_join: not what the thread returned");
    }
    return 0;
}

const struct operation operations_processes[] = {
    {.name = "fork-wait",
     .about = "fork(2) of this process, which ends at once, and waitpid(2)",
     .times = 1,
     .run = run_fork},
    {.name = "exec",
     .about = "fork(2) and execve(2) of this program, which ends at once, and waitpid(2)",
     .times = 1,
     .set_up = set_up_exec,
     .run = run_exec},
    {.name = "thread",
     .about = "pthread_create(3) and pthread_join(3)",
     .times = 2,
     .run = run_thread},
    {0},
};
