/* session.h - a kernel that stays: it sets up once, sleeps, and works in slices when it is told to
 * (docs/record.md, slices). Several sessions are there at once, and one at a time works. */
#ifndef VIRTAX_SESSION_H
#define VIRTAX_SESSION_H

#include "environment.h"

struct session;

/* One slice, by the kernel's own clock, and by this host's from telling it to its answer. */
struct session_slice {
    double begin_s, end_s, answer_s, warm_s;
    double waited_cpu_s; /* that its process used before it, since the last one */
    double host_s, host_cpu_s;
};

/* Starts the figure's kernel with these arguments in an environment that is up, with its server
 * where it has a peer, and waits until it is ready, or wants to populate its memory. `seat` tells
 * it from the other sessions of now. What it uses in slices is added up in `execution`, which must
 * stay as the arguments must. NULL on failure, with the environment settled. */
struct session *session_open(struct environment *environment, unsigned seat,
                             const struct plan_figure *figure, const char *const *arguments,
                             struct execution *execution, struct error *err);

/* Has it memory left to populate? Until it has not, there are no slices. */
bool session_populates(const struct session *session);

/* Has it populate so many bytes more, and waits until it has, after the last until it is ready.
 * Errors as session_work. */
int session_populate_begin(struct session *session, uint64_t bytes, struct error *err);
int session_populate_end(struct session *session, struct error *err);

/* How many CPUs it took on average while it waited since it was ready: QEMU until now, else the
 * kernel until its last slice, by what it told of itself; NAN before the first. */
double session_waiting_cpus(const struct session *session);

/* Can what it runs in be halted while others work? */
bool session_can_rest(const struct session *session);

/* Has it halted between its slices from now on: what waits there takes CPU from the others. */
int session_rest_between(struct session *session, struct error *err);

/* A slice of so many seconds. An error, also of a kernel that ends or says anything else, leaves
 * nothing to be done with the session but to close it. */
int session_work(struct session *session, double seconds, struct session_slice *slice,
                 struct error *err);

/* Has it end. Its record and what it said are then in the execution; frees the session and settles
 * the environment. */
int session_close(struct session *session, struct error *err);

/* The same at once, of a session that failed with the cause `why`, which then quotes the kernel. */
void session_break(struct session *session, struct error *why);

#endif
