/* conducting.c - a conductor's messages, and its rest while the workers work. */
#include "net/conducting.h"

#include "common/clock.h"
#include "net/message.h"
#include "net/socket.h"

#include <math.h>
#include <poll.h>

static const double moment_s = 0.5, longest_s = 3600;

int net_say(const struct net_exchange *exchange, const char *type, struct error *err) {
    return net_message_send(exchange->control, json_pack("{s:s}", "type", type),
                            clock_now() + NET_MESSAGE_S, err);
}

json_t *net_expect(const struct net_exchange *exchange, const char *type, struct error *err) {
    return net_message_expect(exchange->control, type, clock_now() + NET_MESSAGE_S, err);
}

/* What the server says of its own accord is why it ends. */
static int hear_why(struct net_exchange *exchange, struct error *err) {
    json_t *message = net_message_receive(exchange->control, clock_now() + NET_MESSAGE_S, err);
    if (message)
        error_failed(err, "the server said '%.40s' out of turn", net_message_type(message));
    json_decref(message);
    return error_wrap(err, "during the test");
}

/* A worker that fails does so mostly because the server has ended, which may say why in a moment.
 */
static int broken_off(struct net_exchange *exchange, bool server_spoke, struct error *err) {
    if (server_spoke || net_poll(exchange->control, POLLIN, clock_now() + moment_s, NULL) == 1)
        return hear_why(exchange, err);
    return net_exchange_failed(exchange, err);
}

int net_rest(struct net_exchange *exchange, double deadline, int also, struct error *err) {
    for (double left; (left = deadline - clock_now()) > 0;) {
        struct pollfd fds[] = {{.fd = exchange->control, .events = POLLIN},
                               {.fd = exchange->wake, .events = POLLIN},
                               {.fd = also, .events = POLLIN}};
        struct timespec time = clock_timespec(fmin(left, longest_s));
        if (ppoll(fds, 3, isinf(left) ? NULL : &time, NULL) <= 0)
            continue; /* a signal, or time is up */
        if (fds[0].revents || fds[1].revents)
            return broken_off(exchange, fds[0].revents, err);
        return 0;
    }
    return 0;
}
