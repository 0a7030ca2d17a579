/* pace.c - events due by the clock, in short bursts; long arrears are forgiven. */
#include "netstream/pace.h"

#include "common/clock.h"

#include <math.h>

static const double burst_s = 1e-3, arrears_s = 10e-3;

struct pace pace_start(double per_second, unsigned most) {
    unsigned fair = per_second > 0 ? (unsigned)fmin(per_second * burst_s, 1e6) : most;
    return (struct pace){.per_second = per_second,
                         .most = fair < 1      ? 1
                                 : fair < most ? fair
                                               : most,
                         .start_s = clock_now()};
}

unsigned pace_wait(struct pace *pace, struct net_exchange *exchange) {
    if (pace->per_second == 0)
        return pace->most;
    double due = pace->start_s + pace->count / pace->per_second, now = clock_now();
    if (due > now && !net_pause(exchange, due))
        return 0;
    if (due < now - arrears_s)
        pace->start_s += now - arrears_s - due;
    return pace->most;
}

void pace_count(struct pace *pace, unsigned events) {
    pace->count += events;
}
