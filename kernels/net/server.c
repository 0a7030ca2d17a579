/* server.c - lets clients in one at a time and turns away whoever does not know the token. */
#include "net/server.h"

#include "common/clock.h"
#include "net/door.h"
#include "net/message.h"
#include "net/session.h"
#include "net/token.h"

#include <stdio.h>

static const double day_s = 86400;

/* True where the arrival is a client of this kernel that knows the token. */
static bool known(const struct net_arrival *arrival, const struct net_kernel *kernel,
                  const uint8_t *token) {
    const struct net_preamble *preamble = &arrival->preamble;
    if (preamble->kernel != kernel->number) {
        net_message_refuse(arrival->fd, "it is a server of another kernel");
        return false;
    }
    if (preamble->purpose != NET_CONTROL) {
        net_message_refuse(arrival->fd, "no session is under way");
        return false;
    }
    if (!net_secret_equal(preamble->secret, token, NET_SECRET_BYTES)) {
        net_message_refuse(arrival->fd, "wrong token; give both sides the same --token-file");
        return false;
    }
    return true;
}

/* The warning comes first: whoever waits for the other line finds it there. */
static void say_where(const struct net_options *options, const struct net_kernel *kernel,
                      const struct net_door *door) {
    char text[NET_ADDRESS_TEXT];
    net_address_format(&door->address, text, sizeof text);
    if (!options->token_file && !net_address_is_loopback(&door->address))
        fprintf(stderr,
                "virtax %s: warning: whoever reaches %s can use this server; give both sides the "
                "same --token-file\n",
                kernel->name, text);
    fprintf(stderr, "virtax %s: listening on %s\n", kernel->name, text);
}

static int serve_all(const struct net_session *session, const uint8_t *token, bool persist,
                     struct error *err) {
    for (;;) {
        struct net_arrival arrival;
        int event =
            net_door_wait(session->door, NULL, 0, false, clock_now() + day_s, &arrival, err);
        if (event < 0)
            return -1;
        if (event == NET_EVENT_TOLD)
            return 0;
        if (event != NET_EVENT_ARRIVAL || !known(&arrival, session->kernel, token))
            continue;
        int end = net_session_serve(session, arrival.fd, err);
        if (end == NET_SESSION_QUIT || (!persist && end == NET_SESSION_DONE))
            return 0;
        if (end < 0 && !persist)
            return error_wrap(err, "the session failed");
        if (end < 0)
            fprintf(stderr, "virtax %s: a session failed: %s\n", session->kernel->name, err->text);
    }
}

int net_server_run(const struct net_options *options, const struct net_kernel *kernel,
                   struct error *err) {
    uint8_t token[NET_SECRET_BYTES];
    struct net_door door = {.tcp = -1, .udp = -1, .told = -1};
    struct net_session session = {
        .kernel = kernel, .door = &door, .json = options->common.json, .out = stdout};
    struct options common = options->common;
    if (options_resolve(&common, &session.cpus, err) < 0 ||
        net_token_read(options->token_file, token, err) < 0)
        return -1;
    int result = net_door_open(&door, &options->listen, err);
    if (result == 0) {
        say_where(options, kernel, &door);
        result = serve_all(&session, token, options->persist, err);
    }
    net_door_close(&door);
    return result;
}
