/* calls.c - system calls that do next to nothing: what entering and leaving the kernel costs, and
 * whether the clock can be read without. */
#include "kernelops/operation.h"

#include "common/clock.h"

#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLEEP_NS = 50000 };

static int run_getpid(void *state, unsigned times, struct error *err) {
    (void)state;
    const pid_t self = getpid();
    for (unsigned i = 0; i < times; i++) {
        long answer = syscall(SYS_getpid);
        if (answer < 0)
            return error_errno(err, "getpid");
        if (answer != self)
            return error_failed(err, "getpid: %ld instead of %d", answer, (int)self);
    }
    return 0;
}

static int run_clock(void *state, unsigned times, struct error *err) {
    (void)state;
    struct timespec last = {0}, now;
    for (unsigned i = 0; i < times; i++) {
        if (clock_gettime(CLOCK_MONOTONIC, &now) < 0)
            return error_errno(err, "clock_gettime");
        if (now.tv_sec < last.tv_sec || (now.tv_sec == last.tv_sec && now.tv_nsec < last.tv_nsec))
            return error_failed(err, "clock_gettime: the clock went back");
        last = now;
    }
    return 0;
}

static int run_nanosleep(void *state, unsigned times, struct error *err) {
    (void)state;
    const struct timespec asked = {.tv_nsec = SLEEP_NS};
    double begin_s = clock_now();
    for (unsigned i = 0; i < times; i++) {
        if (nanosleep(&asked, NULL) < 0)
            return error_errno(err, "nanosleep");
    }
    double slept_ns = 1e9 * (clock_now() - begin_s), least_ns = (double)SLEEP_NS * times;
    return slept_ns >= least_ns
               ? 0
               : error_failed(err, "nanosleep: woke %.0f ns early", least_ns - slept_ns);
}

static volatile sig_atomic_t delivered;

static void count(int signal) {
    (void)signal;
    delivered++;
}

static int set_up_signal(const struct place *place, void **state, struct error *err) {
    (void)place, (void)state;
    const struct sigaction action = {.sa_handler = count};
    return sigaction(SIGUSR1, &action, NULL) < 0 ? error_errno(err, "sigaction") : 0;
}

static int run_signal(void *state, unsigned times, struct error *err) {
    (void)state;
    const pid_t process = getpid(), thread = gettid();
    delivered = 0;
    for (unsigned i = 0; i < times; i++) {
        if (tgkill(process, thread, SIGUSR1) < 0)
            return error_errno(err, "tgkill");
    }
    return delivered == (sig_atomic_t)times
               ? 0
               : error_failed(err, "tgkill: %d of %u signals arrived", (int)delivered, times);
}

static void tear_down_signal(void *state) {
    (void)state;
    signal(SIGUSR1, SIG_DFL);
}

const struct operation operations_calls[] = {
    {.name = "getpid",
     .about = "a system call that does nothing, getpid by syscall(2)",
     .times = 1000,
     .run = run_getpid},
    {.name = "clock-gettime",
     .about = "CLOCK_MONOTONIC, without a system call where the vDSO has the clock",
     .times = 1000,
     .run = run_clock},
    {.name = "nanosleep",
     .about = "how late a sleep of 50 us ends, by the default timer slack",
     .times = 1,
     .asked_ns = SLEEP_NS,
     .run = run_nanosleep},
    {.name = "signal",
     .about = "a signal to this thread: sent, handled, returned from",
     .times = 30,
     .set_up = set_up_signal,
     .run = run_signal,
     .tear_down = tear_down_signal},
    {0},
};
