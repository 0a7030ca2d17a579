/* partner.c - forks, and kills. */
#include "kernelops/partner.h"

#include "common/cpu_set.h"
#include "harness/usage.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void live(pid_t parent, int cpu, void (*answer)(void *argument), void *argument) {
    struct cpu_set cpus = {0};
    cpu_set_add(cpu, &cpus);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
        (cpu >= 0 && cpu_set_pin(0, &cpus) < 0))
        return;
    answer(argument);
}

int partner_start(struct partner *partner, int cpu, void (*answer)(void *argument), void *argument,
                  struct error *err) {
    pid_t self = getpid();
    partner->pid = fork();
    if (partner->pid == 0) {
        live(self, cpu, answer, argument);
        _exit(STATUS_FAILED);
    }
    if (partner->pid > 0)
        return usage_count_child(partner->pid, err);
    partner->pid = 0;
    return error_errno(err, "fork of a partner");
}

void partner_end(struct partner *partner) {
    if (partner->pid > 0) {
        kill(partner->pid, SIGKILL);
        usage_leave_child(partner->pid);
        waitpid(partner->pid, NULL, 0);
    }
    partner->pid = 0;
}

void partner_hold(void *argument) {
    (void)argument;
    for (;;)
        pause();
}
