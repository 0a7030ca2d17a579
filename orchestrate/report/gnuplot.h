/* gnuplot.h - a gnuplot script to an SVG or PNG file, in one look for all charts. */
#ifndef VIRTAX_GNUPLOT_H
#define VIRTAX_GNUPLOT_H

#include "common/error.h"

#include <stdbool.h>
#include <stdio.h>

/* What every chart has. */
struct chart_frame {
    const char *title, *subtitle, *caption; /* above, below the title, below the chart */
    const char *second_caption, *y_label;   /* may be NULL */
    const char *right_label;                /* of an axis on the right; NULL: there is none */
    unsigned rows;                          /* of panels: the height grows with them; 0 is one */
    bool narrow;                            /* for phones: gnuplot_is_narrow of its path */
    double plot_width;                      /* pixels, of plots that take less; 0: all there is */
    unsigned tic_room;                      /* pixels that tics need below each other; 0: none */
    struct {
        unsigned rows, columns; /* 0: none */
    } legend;
};

/* A drawing that ends in -narrow.svg is drawn for phones: words that break, panels below each
 * other.
 */
#define CHART_NARROW "-narrow.svg"
bool gnuplot_is_narrow(const char *path);

/* How wide a plot is that takes the whole picture, in pixels; and a letter of its tics. */
double gnuplot_plot_width(bool narrow);
enum { GNUPLOT_LETTER = 8 };

/* Rows and columns that hold so many names without leaving the picture; the frame's labels are set.
 */
void gnuplot_legend(struct chart_frame *frame, size_t names, size_t longest);

/* Where plots may stand, as fractions of the height. */
struct chart_area {
    double top, bottom;
};
struct chart_area gnuplot_area(const struct chart_frame *frame);

/* How much of a picture's width a text of so many letters takes. */
double gnuplot_text_width(size_t letters);

/* A text as a gnuplot literal in single quotes. */
void gnuplot_quote(FILE *script, const char *text);

/* The same in bold, for text that is marked "enhanced". */
void gnuplot_bold(FILE *script, const char *text);

/* Colours of text and grid. */
#define CHART_INK "#1f2937"
#define CHART_FAINT_INK "#6b7280"
#define CHART_GRID "#e5e7eb"

/* Writes terminal (from the ending of `path`), fonts, grid, title and captions. */
int gnuplot_frame(FILE *script, const char *path, const struct chart_frame *frame,
                  struct error *err);

/* Runs the script and writes what it drew to `path`. STATUS_UNAVAILABLE, naming the package, only
 * where there is no gnuplot. */
int gnuplot_draw(const char *script, const char *path, struct error *err);

#endif
