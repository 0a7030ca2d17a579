/* wakeups.c - the low-water mark follows the rate of the last milliseconds. */
#include "netstream/wakeups.h"

#include <math.h>
#include <sys/socket.h>

static const double sample_s = 5e-3, ahead_s = 1e-3, pause_s = 10e-3;

struct wakeups wakeups_of(int fd, size_t most, double now_s) {
    return (struct wakeups){
        .fd = fd, .most = most, .low_water = 1, .since_s = now_s, .last_s = now_s};
}

static void begin_sample(struct wakeups *wakeups, double now_s) {
    wakeups->since_s = now_s;
    wakeups->bytes = 0;
}

/* A hint: where it cannot be set the receiver is woken more often. */
static void set(struct wakeups *wakeups, size_t low_water) {
    int value = (int)low_water;
    if (low_water == wakeups->low_water ||
        setsockopt(wakeups->fd, SOL_SOCKET, SO_RCVLOWAT, &value, sizeof value) < 0)
        return;
    wakeups->low_water = low_water;
}

/* One long wait, as for a segment that is sent again, tells nothing of the flow; two in a row do.
 */
void wakeups_note(struct wakeups *wakeups, size_t bytes, double now_s) {
    bool waited = now_s - wakeups->last_s > pause_s;
    if (wakeups->most == 0)
        return;
    wakeups->last_s = now_s;
    if (waited) {
        if (wakeups->slow)
            set(wakeups, 1);
        begin_sample(wakeups, now_s);
    } else {
        wakeups->bytes += (double)bytes;
        double rate = wakeups->bytes / (now_s - wakeups->since_s);
        if (now_s - wakeups->since_s >= sample_s) {
            set(wakeups, (size_t)fmax(1, fmin(rate * ahead_s, (double)wakeups->most)));
            begin_sample(wakeups, now_s);
        }
    }
    wakeups->slow = waited;
}
