/* rally.h - a token that goes to another process and comes back: two switches, through a pair of
 * descriptors. */
#ifndef VIRTAX_KERNELOPS_RALLY_H
#define VIRTAX_KERNELOPS_RALLY_H

#include "kernelops/operation.h"

#include <stdbool.h>

/* Two system calls, one after the other, that write(2) or read(2) a token. */
struct rally_pair {
    long call[2], fd[2];
    long result[2]; /* as the kernel returns it: a negative errno where it failed */
    uint64_t token;
};

/* Does both calls; where the first did not move a token, that one alone, since the other would wait
 * for ever. False where it finds that the processor's registers are not as they were. */
typedef bool rally_pass(struct rally_pair *pair);

/* By syscall(2) alone. */
rally_pass rally_plain;

/* What a rally is made of. */
struct rally_kind {
    const char *what;
    /* Opens the descriptors: this side writes to side[0][0] and reads from side[0][1], its partner
     * to and from side[1]; the same number may stand twice in one side. */
    int (*open)(int side[2][2], struct error *err);
    rally_pass *pass;
    int cpu; /* of the place, where the partner runs: 0 or 1 */
};

int rally_pipes(int side[2][2], struct error *err);
int rally_eventfds(int side[2][2], struct error *err);
int rally_sockets(int side[2][2], struct error *err);

/* For an operation's hooks: set_up calls rally_start with its kind. */
int rally_start(const struct rally_kind *kind, const struct place *place, void **state,
                struct error *err);
int rally_run(void *state, unsigned times, struct error *err);
void rally_end(void *state);

#endif
