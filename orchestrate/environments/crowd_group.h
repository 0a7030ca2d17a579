/* crowd_group.h - kernels of one environment that are there at one time. */
#ifndef VIRTAX_CROWD_GROUP_H
#define VIRTAX_CROWD_GROUP_H

#include "base/process_talk.h"
#include "environment.h"

/* One of them. All times are this host's CLOCK_MONOTONIC, but the kernel's own. */
struct crowd_member {
    struct launch launch;
    struct process_spec spec;
    struct process_talk *talk;
    double command_s;  /* when its command was started */
    double own_s;      /* when its first instruction ran, by its clock */
    double seen_s;     /* when that was heard here */
    double answered_s; /* when its first answer was, to a question that was asked at once then */
    bool started, answered, ready;
    bool deaf; /* it took no question */
    struct process_result result;
};

struct crowd_group {
    struct environment *environment;
    const struct plan_figure *figure;
    const char *const *arguments;
    struct execution *execution; /* gets what is seen of the first, and whether memory ran out */
    struct crowd_member *member;
    size_t count, room;
};

/* Room for so many. The arguments must stay. */
int crowd_group_begin(struct crowd_group *group, struct environment *environment,
                      const struct plan_figure *figure, const char *const *arguments, size_t room,
                      struct execution *execution, struct error *err);

/* Makes commands ready, then starts them one right after the other, until so many are there, and
 * waits until all have answered and are ready. An error names the one that did not, and what it
 * said. */
int crowd_group_grow(struct crowd_group *group, size_t count, struct error *err);

/* Has all end, waits for that and keeps what they said. */
int crowd_group_end(struct crowd_group *group, struct error *err);

/* Ends whatever still runs, and frees all. Safe on a zeroed group. */
void crowd_group_free(struct crowd_group *group);

/* Of a line on one of a member's streams; `at` is when it came. */
void crowd_member_hear(const char *line, double at, void *member);

#endif
