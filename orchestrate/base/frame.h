/* frame.h - what a script said on another machine, told from what the shell around it said: marks
 * with a random word, and each answer behind its key.
 *
 * A login shell's start-up files may greet, complain, count or say goodbye on stdout and stderr,
 * with and without a newline. Nothing is ever taken by its position in such a text. */
#ifndef VIRTAX_FRAME_H
#define VIRTAX_FRAME_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* The random word of one command; "": a command without marks, whose text is taken as it is. */
struct frame {
    char word[24];
    bool streams; /* what the command prints goes out at once, not as one answer at its end */
};

int frame_make(struct frame *frame, struct error *err);

/* One line for a login shell of any kind that has a POSIX sh run the script, with nothing of the
 * user's environment but PATH (sbin added), and with the C locale. stdin is the script's. Before an
 * answer it says `answer KEY`. NULL where memory is short; free it. */
char *frame_command(const struct frame *frame, const char *script);

/* The exit status of the script by its last mark in an uncut text; -1 where it did not end,
 * whatever the shell around it says. */
int frame_status(const struct frame *frame, const char *text);

/* Cuts stdout or stderr of such a command down to what the script said, in place. False where the
 * script did not begin: the text is then left as it is. */
bool frame_cut(const struct frame *frame, char *text);

/* The first line, cut to `size`, that stands before or behind the script's part of an uncut text;
 * "" where there is none. */
void frame_outside(const struct frame *frame, const char *text, char *line, size_t size);

/* {KEY: what followed, without its last newline} of a text that was cut. NULL where memory is
 * short. */
json_t *frame_answers(const struct frame *frame, const char *text);

#endif
