/* pace.c - events due by the clock, in short bursts; long arrears are forgiven. */
#include "netstream/pace.h"

#include "common/clock.h"

#include <errno.h>
#include <math.h>
#include <time.h>

static const double burst_s = 1e-3, arrears_s = 10e-3;

struct pace pace_start(double per_second, unsigned most) {
    unsigned fair = per_second > 0 ? (unsigned)fmin(per_second * burst_s, 1e6) : most;
    return (struct pace){.per_second = per_second,
                         .most = fair < 1      ? 1
                                 : fair < most ? fair
                                               : most,
                         .start_s = clock_now()};
}

static void sleep_until(double when_s) {
    struct timespec until = {.tv_sec = (time_t)when_s,
                             .tv_nsec = (long)(1e9 * (when_s - floor(when_s)))};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

unsigned pace_wait(struct pace *pace) {
    if (pace->per_second == 0)
        return pace->most;
    double due = pace->start_s + pace->count / pace->per_second, now = clock_now();
    if (due > now)
        sleep_until(due);
    else if (due < now - arrears_s)
        pace->start_s += now - arrears_s - due;
    return pace->most;
}

void pace_count(struct pace *pace, unsigned events) {
    pace->count += events;
}
