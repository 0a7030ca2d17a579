/* chart_stack.h - ways for phones: the boxes of each series below each other, so wide that their
 * words can be read. An SVG of its own: no plot, so no gnuplot. */
#ifndef VIRTAX_CHART_STACK_H
#define VIRTAX_CHART_STACK_H

#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct chart_stack {
    FILE *body;
    char *text;
    size_t size;
    int height;
    bool leads; /* the last box leads to the next */
};

/* A drawing with its title; ended by chart_stack_end. */
int chart_stack_begin(struct chart_stack *stack, const char *title, struct error *err);

/* The boxes that follow are of this series. */
void chart_stack_series(struct chart_stack *stack, const char *name, const char *colour);

/* A box that the one before it leads to, with a second line where `detail` is not "". */
void chart_stack_box(struct chart_stack *stack, const char *name, const char *detail,
                     const char *colour);

/* Words below the boxes. */
void chart_stack_note(struct chart_stack *stack, const char *text);

/* Writes the file; frees the stack in any case. */
int chart_stack_end(struct chart_stack *stack, const char *path, struct error *err);

#endif
