/* clock.c - CLOCK_MONOTONIC as seconds in a double, and back. */
#include "common/clock.h"

#include <time.h>

static double seconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double clock_now(void) {
    return seconds_of(CLOCK_MONOTONIC);
}

double clock_thread_cpu(void) {
    return seconds_of(CLOCK_THREAD_CPUTIME_ID);
}

double clock_process_cpu(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

struct timespec clock_timespec(double seconds) {
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)(1e9 * (seconds - (double)time.tv_sec));
    return time;
}
