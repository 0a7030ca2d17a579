/* process_talk.c - a piped child that is polled only while an answer of it is awaited. */
#include "process_talk.h"

#include "common/clock.h"
#include "process_piped.h"
#include "process_private.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process_talk {
    struct process_spec spec;
    struct piped piped;
    bool deaf; /* reads no more */
};

/* How long one that closed its streams may take to be gone. */
static const double closed_s = 1;

struct process_talk *process_talk_start(const struct process_spec *spec, struct error *err) {
    struct process_talk *talk = calloc(1, sizeof *talk);
    if (!talk) {
        error_failed(err, "out of memory");
        return NULL;
    }
    talk->spec = *spec;
    talk->spec.input = NULL; /* would be closed at its end */
    piped_init(&talk->piped, &talk->spec);
    if (piped_start(&talk->piped, true, err) == 0 &&
        (!spec->input || process_talk_tell(talk, spec->input, err) == 0))
        return talk;
    struct process_result result = {0};
    struct error ignored;
    piped_end(&talk->piped);
    piped_finish(&talk->piped, &result, &ignored);
    process_result_free(&result);
    free(talk);
    return NULL;
}

int process_talk_tell(struct process_talk *talk, const char *text, struct error *err) {
    size_t size = strlen(text);
    ssize_t put;
    while ((put = write(talk->piped.in, text, size)) < 0 && errno == EINTR)
        ;
    if (put < 0) {
        talk->deaf = true;
        return error_errno(err, "%s: its stdin", talk->spec.argv[0]);
    }
    return put == (ssize_t)size ? 0 : error_failed(err, "%s: does not read", talk->spec.argv[0]);
}

/* One wait for what comes until `deadline`. */
static int take_more(struct process_talk *const *talks, size_t count, double deadline,
                     struct error *err) {
    struct pollfd polled[PIPED_POLLS * PROCESS_TALKS + 1];
    size_t all = PIPED_POLLS * count;
    for (size_t i = 0; i < count; i++)
        piped_polls(&talks[i]->piped, &polled[PIPED_POLLS * i]);
    polled[all] = (struct pollfd){.fd = process_interrupt_fd(), .events = POLLIN};
    double left = fmin(fmax(deadline - clock_now(), 0), 3600);
    int ready = poll(polled, all + 1, (int)(left * 1e3) + 1);
    if (ready < 0 && errno != EINTR)
        return error_errno(err, "poll");
    if (process_interrupted())
        return error_interrupted(err);
    for (size_t i = 0; ready > 0 && i < count; i++)
        if (piped_serve(&talks[i]->piped, &polled[PIPED_POLLS * i], err) < 0)
            return -1;
    return 0;
}

/* The first that closed its streams; `count` where none did. */
static size_t find_ended(struct process_talk *const *talks, size_t count) {
    size_t i = 0;
    while (i < count && piped_is_open(&talks[i]->piped))
        i++;
    return i;
}

int process_talk_all_until(struct process_talk *const *talks, size_t count,
                           bool (*enough)(const void *context), const void *context,
                           double timeout_s, size_t *ended, struct error *err) {
    *ended = count;
    if (count > PROCESS_TALKS)
        return error_failed(err, "%zu processes at once, at most %d", count, PROCESS_TALKS);
    double deadline = clock_now() + timeout_s;
    for (size_t i = 0; i < count; i++)
        deadline = fmin(deadline, talks[i]->piped.deadline);
    while (!enough(context)) {
        if ((*ended = find_ended(talks, count)) < count)
            return error_failed(err, "it ended");
        if (clock_now() >= deadline)
            return error_failed(err, "no answer in time");
        if (take_more(talks, count, deadline, err) < 0)
            return -1;
    }
    return 0;
}

static bool was_said(const void *said) {
    return *(const bool *)said;
}

int process_talk_until(struct process_talk *talk, const bool *said, double timeout_s,
                       struct error *err) {
    size_t ended;
    return process_talk_all_until(&talk, 1, was_said, said, timeout_s, &ended, err);
}

int process_talk_end(struct process_talk *talk, double grace_s, struct process_result *result,
                     struct error *err) {
    *result = (struct process_result){.exit_status = -1};
    if (!talk)
        return 0;
    struct piped *piped = &talk->piped;
    int status = 0;
    /* It ends by itself, and its own status is wanted. */
    if (!piped_is_open(piped) || talk->deaf)
        grace_s = fmax(grace_s, closed_s);
    piped->deadline = fmin(clock_now() + grace_s, piped->deadline);
    piped_close_input(piped);
    while (status == 0 && piped_is_open(piped) && clock_now() < piped->deadline)
        status = take_more(&talk, 1, piped->deadline, err);
    bool late = piped_is_open(piped);
    if (late)
        piped_end(piped);
    struct error later;
    if (piped_finish(piped, result, status < 0 ? &later : err) < 0)
        status = -1;
    result->timed_out = result->timed_out || (late && status == 0);
    free(talk);
    return status;
}
