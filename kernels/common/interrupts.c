/* interrupts.c - a handler that only notes, and the mask of a thread. */
#include "common/interrupts.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t seen;

static void note(int signal) {
    (void)signal;
    seen = 1;
}

static sigset_t all(void) {
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < SIGNALS; i++)
        sigaddset(&set, signals[i]);
    return set;
}

void interrupts_watch(void) {
    struct sigaction action = {.sa_handler = note}, before;
    for (int i = 0; i < SIGNALS; i++) {
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL); /* nohup(1) and shells ignore on purpose */
    }
}

bool interrupts_seen(void) {
    return seen;
}

void interrupts_hold(void) {
    sigset_t set = all();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void interrupts_take(void) {
    sigset_t set = all();
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}
