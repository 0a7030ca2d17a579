/* stops.c - a blocked SIGCONT continues the process all the same, and stays pending (signal(7)). */
#include "common/stops.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static sigset_t continuing(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCONT);
    return set;
}

void stops_watch(void) {
    sigset_t set = continuing();
    sigprocmask(SIG_BLOCK, &set, NULL);
}

void stops_forget(void) {
    sigset_t set = continuing();
    struct timespec at_once = {0};
    sigtimedwait(&set, NULL, &at_once);
}

bool stops_seen(void) {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGCONT) == 1;
}
