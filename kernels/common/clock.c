/* clock.c - CLOCK_MONOTONIC as seconds in a double, and back. */
#include "common/clock.h"

#include <time.h>

double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail with a valid clock and address */
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

struct timespec clock_timespec(double seconds) {
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)(1e9 * (seconds - (double)time.tv_sec));
    return time;
}
