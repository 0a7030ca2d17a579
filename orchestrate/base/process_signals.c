/* process_signals.c - Ctrl-C as a flag and a readable descriptor, never as a sudden end. */
#include "process_private.h"

#include "common/stops.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static bool shielded;
static int wakeup[2] = {-1, -1};

static void on_signal(int number) {
    (void)number;
    interrupted = 1;
    if (wakeup[1] >= 0)
        (void)!write(wakeup[1], "", 1);
}

void process_catch_signals(void) {
    stops_watch();
    if (wakeup[0] < 0 && pipe2(wakeup, O_CLOEXEC | O_NONBLOCK) < 0)
        wakeup[0] = wakeup[1] = -1; /* the flag alone still works, with EINTR */
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction before;
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup(1) */
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

bool process_interrupted(void) {
    return interrupted && !shielded;
}

bool process_shield(bool on) {
    bool before = shielded;
    shielded = on;
    return before;
}

int process_interrupt_fd(void) {
    return shielded ? -1 : wakeup[0];
}

bool process_sleep(double seconds) {
    struct pollfd wake = {.fd = process_interrupt_fd(), .events = POLLIN};
    if (!process_interrupted())
        poll(&wake, 1, (int)(seconds * 1e3));
    return !process_interrupted();
}
