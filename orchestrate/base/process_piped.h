/* process_piped.h - a child whose standard streams are pipes that we hold: what process.c, which
 * runs children to their ends, and process_talk.c, which speaks with them, have in common. */
#ifndef VIRTAX_PROCESS_PIPED_H
#define VIRTAX_PROCESS_PIPED_H

#include "process.h"

#include <poll.h>

/* A growing text that keeps its first or its last `limit` bytes. */
struct piped_text {
    char *bytes;
    size_t size, limit;
    bool keep_last;
};

/* The unfinished line of a stream; a longer one is cut. */
struct piped_line {
    char text[4096];
    size_t size;
};

struct piped {
    const struct process_spec *spec;
    pid_t pid; /* 0 or less: it did not start */
    double start, deadline;
    bool timed_out;
    int in, out, err; /* our ends, -1 once closed */
    size_t written;   /* of the input */
    struct piped_text stdout_text, stderr_text;
    struct piped_line stdout_line, stderr_line;
};

enum { PIPED_POLLS = 3 };

/* Before anything else: what piped_end and piped_finish are safe on. */
void piped_init(struct piped *piped, const struct process_spec *spec);

/* Starts the child; it has a pipe as stdin where `keeps_input`, else /dev/null. */
int piped_start(struct piped *piped, bool keeps_input, struct error *err);

/* What to poll for; what is closed is not polled. */
void piped_polls(const struct piped *piped, struct pollfd polled[PIPED_POLLS]);

/* Takes what came and gives what can be given of spec->input. */
int piped_serve(struct piped *piped, const struct pollfd polled[PIPED_POLLS], struct error *err);

bool piped_is_open(const struct piped *piped);

/* No more input. */
void piped_close_input(struct piped *piped);

/* Ends a child and stops listening: what it leaves behind may hold the other ends. */
void piped_end(struct piped *piped);

/* Reaps the child and hands over what it said. */
int piped_finish(struct piped *piped, struct process_result *result, struct error *err);

#endif
