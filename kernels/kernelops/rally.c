/* rally.c - tokens to and fro; what does not come back as it was sent is a failure. */
#include "kernelops/rally.h"

#include "kernelops/partner.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Tokens are 1 to TOKENS; SPOILT comes from a partner that could not go on: an eventfd has no end
 * that would tell. */
enum { TOKENS = 100, SPOILT };

struct rally {
    const struct rally_kind *kind;
    int side[2][2];
    struct partner partner;
    uint64_t last;
};

static void close_side(int side[2]) {
    if (side[0] >= 0)
        close(side[0]);
    if (side[1] >= 0 && side[1] != side[0])
        close(side[1]);
    side[0] = side[1] = -1;
}

static void close_sides(int side[2][2]) {
    close_side(side[0]);
    close_side(side[1]);
}

int rally_pipes(int side[2][2], struct error *err) {
    int there[2], back[2];
    if (pipe(there) < 0)
        return error_errno(err, "pipe");
    if (pipe(back) < 0) {
        error_errno(err, "pipe");
        close_side(there);
        return -1;
    }
    side[0][0] = there[1];
    side[0][1] = back[0];
    side[1][0] = back[1];
    side[1][1] = there[0];
    return 0;
}

/* Each is written by one side and read by the other, which have descriptors of their own. */
int rally_eventfds(int side[2][2], struct error *err) {
    for (int i = 0; i < 2; i++)
        side[0][i] = eventfd(0, 0);
    for (int i = 0; i < 2; i++)
        side[1][i] = side[0][1 - i] < 0 ? -1 : dup(side[0][1 - i]);
    if (side[0][0] >= 0 && side[0][1] >= 0 && side[1][0] >= 0 && side[1][1] >= 0)
        return 0;
    error_errno(err, "eventfd");
    close_sides(side);
    return -1;
}

int rally_sockets(int side[2][2], struct error *err) {
    int end[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, end) < 0)
        return error_errno(err, "socketpair");
    for (int i = 0; i < 2; i++)
        side[i][0] = side[i][1] = end[i];
    return 0;
}

static long result_of(long returned) {
    return returned < 0 ? -errno : returned;
}

bool rally_plain(struct rally_pair *pair) {
    const long whole = sizeof pair->token;
    pair->result[0] = pair->result[1] = 0;
    for (int i = 0; i == 0 || (i == 1 && pair->result[0] == whole); i++)
        pair->result[i] = result_of(syscall(pair->call[i], pair->fd[i], &pair->token, whole));
    return true;
}

static bool both_whole(const struct rally_pair *pair) {
    return pair->result[0] == sizeof pair->token && pair->result[1] == sizeof pair->token;
}

/* What the partner does. */
static void answer(void *argument) {
    struct rally *rally = argument;
    const int *side = rally->side[1];
    close_side(rally->side[0]);
    struct rally_pair pair = {.call = {SYS_read, SYS_write}, .fd = {side[1], side[0]}};
    while (rally->kind->pass(&pair) && both_whole(&pair))
        ;
    pair.token = SPOILT;
    if (write(side[0], &pair.token, sizeof pair.token) < 0)
        return; /* nobody reads any more */
}

int rally_start(const struct rally_kind *kind, const struct place *place, void **state,
                struct error *err) {
    struct rally *rally = malloc(sizeof *rally);
    if (!rally)
        return error_errno(err, "a rally");
    signal(SIGPIPE, SIG_IGN); /* a partner that is gone is to be told */
    *rally = (struct rally){.kind = kind, .side = {{-1, -1}, {-1, -1}}};
    if (kind->open(rally->side, err) < 0 ||
        partner_start(&rally->partner, place->cpu[kind->cpu], answer, rally, err) < 0) {
        rally_end(rally);
        return -1;
    }
    close_side(rally->side[1]);
    *state = rally;
    return 0;
}

static int judge(const struct rally *rally, const struct rally_pair *pair, struct error *err) {
    static const char *const names[] = {"write", "read"};
    const char *what = rally->kind->what;
    for (int i = 0; i < 2; i++) {
        errno = pair->result[i] < 0 ? (int)-pair->result[i] : 0;
        if (errno != 0)
            return error_errno(err, "%s of %s", names[i], what);
        if (pair->result[i] != sizeof pair->token)
            return error_failed(err, "%s of %s: %ld bytes; the partner is gone", names[i], what,
                                pair->result[i]);
    }
    return pair->token == rally->last
               ? 0
               : error_failed(err, "%s: token %llu came back as %llu", what,
                              (unsigned long long)rally->last, (unsigned long long)pair->token);
}

int rally_run(void *state, unsigned times, struct error *err) {
    struct rally *rally = state;
    const int *side = rally->side[0];
    struct rally_pair pair = {.call = {SYS_write, SYS_read}, .fd = {side[0], side[1]}};
    for (unsigned i = 0; i < times; i++) {
        pair.token = rally->last = rally->last % TOKENS + 1;
        if (!rally->kind->pass(&pair))
            return error_failed(err, "%s: registers are lost in a switch", rally->kind->what);
        if (judge(rally, &pair, err) < 0)
            return -1;
    }
    return 0;
}

void rally_end(void *state) {
    struct rally *rally = state;
    partner_end(&rally->partner);
    close_sides(rally->side);
    free(rally);
}
