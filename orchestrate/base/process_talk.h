/* process_talk.h - a child that stays and is spoken with: lines on its stdin, and its answers by
 * the callbacks of its spec. While nobody waits for it nothing is read, and nothing wakes us. */
#ifndef VIRTAX_PROCESS_TALK_H
#define VIRTAX_PROCESS_TALK_H

#include "process.h"

#include <stddef.h>

struct process_talk;

/* Starts a child with pipes as its streams; `spec` is copied, what it points to must stay. Its
 * input is given at once and does not end. Its timeout counts from now for all of its life. NULL
 * on failure. */
struct process_talk *process_talk_start(const struct process_spec *spec, struct error *err);

/* Writes to its stdin. Fails where it reads no more, or not fast enough for a full pipe. */
int process_talk_tell(struct process_talk *talk, const char *text, struct error *err);

/* Reads what it says until a callback has set *said, `timeout_s` at most. Fails where it closes its
 * streams or is over its time before that, and with STATUS_INTERRUPTED after Ctrl-C. */
int process_talk_until(struct process_talk *talk, const bool *said, double timeout_s,
                       struct error *err);

enum { PROCESS_TALKS = 256 };

/* The same of several at once, PROCESS_TALKS at most, of which each line is taken when it comes,
 * until `enough` says so of its context. Fails where one closes its streams before that; *ended
 * says which (`count`: none). */
int process_talk_all_until(struct process_talk *const *talks, size_t count,
                           bool (*enough)(const void *context), const void *context,
                           double timeout_s, size_t *ended, struct error *err);

/* Closes its stdin and waits for its end, `grace_s` at most, then ends it (timed_out). Frees the
 * talk; the result is to be freed in every case. Safe on NULL: exit status -1. */
int process_talk_end(struct process_talk *talk, double grace_s, struct process_result *result,
                     struct error *err);

#endif
