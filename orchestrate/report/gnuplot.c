/* gnuplot.c - the frame of every chart, and running gnuplot on a script. */
#include "gnuplot.h"

#include "base/cause.h"
#include "base/durable.h"
#include "base/project.h"
#include "reading.h"

#include <stdbool.h>
#include <string.h>

enum {
    LETTER = GNUPLOT_LETTER, /* of a wide font */
    CAPTION_ROW = 18,
    TITLE_LETTERS = 60, /* longer ones are set smaller */
};

/* Lengths are in pixels of the drawing; bitmaps have twice as many, for dense screens. */
static const struct layout {
    int width;
    double left, right, beside_tics;  /* where plots begin and end; where tics stand on the right */
    double margin;                    /* left of words */
    unsigned head;                    /* title and subtitle of one line, one row of the legend */
    unsigned foot;                    /* tics, label, caption of one line */
    unsigned legend_row, legend_mark; /* of one entry: height; sample and gaps */
    unsigned title_size, title_row, words_row;
    size_t title_letters, words_letters; /* in a line; more go on in the next */
    unsigned first_row, next_row;        /* of panels */
} wide = {900, 95, 878, 801, 22.5, 115, 90, 20, 81, 17, 24, CAPTION_ROW, 84, 200, 295, 270},
  narrow = {340, 58, 330, 284, 8, 84, 74, 17, 64, 14, 18, 14, 40, 60, 215, 205};

static const struct layout *layout_of(bool is_narrow) {
    return is_narrow ? &narrow : &wide;
}

static const struct {
    int scale;
    const char *ending, *name, *options;
} terminals[] = {
    {1, CHART_NARROW, "svg", "dynamic font 'Helvetica,Arial,sans-serif,12' linewidth 1"},
    {1, ".svg", "svg", "dynamic font 'Helvetica,Arial,sans-serif,14' linewidth 1"},
    {2, ".png", "pngcairo", "font 'sans-serif,12' fontscale 2 linewidth 2 pointscale 2"},
};

static bool ends_in(const char *path, const char *ending) {
    size_t length = strlen(path), tail = strlen(ending);
    return length >= tail && strcmp(path + length - tail, ending) == 0;
}

bool gnuplot_is_narrow(const char *path) {
    return ends_in(path, CHART_NARROW);
}

double gnuplot_plot_width(bool is_narrow) {
    return layout_of(is_narrow)->right - layout_of(is_narrow)->left;
}

/* The next line of a text, broken at a blank where there is one; false at its end. */
static bool next_line(const char **text, size_t letters, size_t *length) {
    while (**text == ' ')
        ++*text;
    *length = text_head(*text, letters);
    if ((*text)[*length] != '\0')
        for (size_t i = *length; i > 0; i--)
            if ((*text)[i] == ' ') {
                *length = i;
                break;
            }
    return *length > 0;
}

static unsigned lines_of(const char *text, size_t letters) {
    unsigned lines = 0;
    for (size_t length; text && next_line(&text, letters, &length); text += length)
        lines++;
    return lines;
}

static double right_edge(const struct chart_frame *frame) {
    const struct layout *layout = layout_of(frame->narrow);
    return (frame->right_label ? layout->beside_tics : layout->right) / layout->width;
}

static unsigned rows_of(const struct chart_frame *frame) {
    return frame->rows ? frame->rows : 1;
}

/* What lines beyond the first take. */
static unsigned more_lines(const char *text, size_t letters, unsigned row) {
    unsigned lines = lines_of(text, letters);
    return lines > 1 ? row * (lines - 1) : 0;
}

static unsigned words_head(const struct chart_frame *frame) {
    const struct layout *layout = layout_of(frame->narrow);
    return more_lines(frame->title, layout->title_letters, layout->title_row) +
           more_lines(frame->subtitle, layout->words_letters, layout->words_row);
}

static unsigned head_of(const struct chart_frame *frame) {
    const struct layout *layout = layout_of(frame->narrow);
    return layout->head + words_head(frame) +
           (frame->legend.rows > 1 ? layout->legend_row * (frame->legend.rows - 1) : 0);
}

static unsigned foot_of(const struct chart_frame *frame) {
    const struct layout *layout = layout_of(frame->narrow);
    unsigned lines = lines_of(frame->caption, layout->words_letters) +
                     lines_of(frame->second_caption, layout->words_letters);
    return layout->foot + frame->tic_room + (lines > 1 ? layout->words_row * (lines - 1) : 0);
}

static unsigned height_of(const struct chart_frame *frame) {
    const struct layout *layout = layout_of(frame->narrow);
    return head_of(frame) + layout->first_row + layout->next_row * (rows_of(frame) - 1) +
           foot_of(frame);
}

/* gnuplot takes as many columns as the plot is wide enough for, whatever it is asked for. */
void gnuplot_legend(struct chart_frame *frame, size_t names, size_t longest) {
    const struct layout *layout = layout_of(frame->narrow);
    double width = frame->plot_width > 0 ? frame->plot_width
                                         : layout->width * right_edge(frame) - layout->left;
    size_t fit = (size_t)width / (layout->legend_mark + LETTER * longest);
    size_t columns = fit < 1 ? 1 : fit > names ? names : fit;
    frame->legend.columns = (unsigned)columns;
    frame->legend.rows = columns ? (unsigned)((names + columns - 1) / columns) : 0;
}

double gnuplot_text_width(size_t letters) {
    return (double)(LETTER * letters) / wide.width;
}

struct chart_area gnuplot_area(const struct chart_frame *frame) {
    double height = height_of(frame);
    return (struct chart_area){1 - head_of(frame) / height, foot_of(frame) / height};
}

static int put_terminal(FILE *script, const char *path, unsigned height, struct error *err) {
    int width = layout_of(gnuplot_is_narrow(path))->width;
    for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++)
        if (ends_in(path, terminals[i].ending)) {
            fprintf(script, "set terminal %s size %d,%d %s background '#ffffff'\n",
                    terminals[i].name, width * terminals[i].scale, (int)height * terminals[i].scale,
                    terminals[i].options);
            return 0;
        }
    return error_failed(err, "%s: a chart ends in .svg or .png", path);
}

void gnuplot_quote(FILE *script, const char *text) {
    fputc('\'', script);
    for (; *text; text++)
        if (*text == '\'')
            fputs("''", script);
        else
            fputc((unsigned char)*text < ' ' ? ' ' : *text, script);
    fputc('\'', script);
}

/* Bold needs enhanced text, whose own signs are escaped here. */
void gnuplot_bold(FILE *script, const char *text) {
    fputs("'{/:Bold ", script);
    for (; *text; text++) {
        if (strchr("{}^_@&~\\", *text))
            fputc('\\', script);
        if (*text == '\'')
            fputc('\'', script);
        fputc((unsigned char)*text < ' ' ? ' ' : *text, script);
    }
    fputs("}'", script);
}

/* Lines of a text, the first at `y` pixels from the lower edge, all others below it. */
static void put_words(FILE *script, const char *text, const struct layout *layout, double y,
                      double height, const char *style) {
    for (size_t length; next_line(&text, layout->words_letters, &length); text += length) {
        char line[256];
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        fprintf(script, "set label ");
        gnuplot_quote(script, line);
        fprintf(script, " at screen %.4f,%.4f left noenhanced %s\n", layout->margin / layout->width,
                y / height, style);
        y -= layout->words_row;
    }
}

static double put_title(FILE *script, const char *text, const struct layout *layout, double y,
                        double height, double size) {
    for (size_t length; next_line(&text, layout->title_letters, &length); text += length) {
        char line[256];
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        fprintf(script, "set label ");
        gnuplot_bold(script, line);
        fprintf(script, " at screen %.4f,%.4f left enhanced font ',%.3g' textcolor rgb '%s'\n",
                layout->margin / layout->width, y / height, size, CHART_INK);
        y -= layout->title_row;
    }
    return y + layout->title_row;
}

/* Upright beside the plots; `x` as a fraction of the width. */
static void axis_label(FILE *script, const char *text, double x, struct chart_area area) {
    fprintf(script, "set label ");
    gnuplot_quote(script, text);
    fprintf(script, " at screen %.4f,%.4f center rotate noenhanced textcolor rgb '%s'\n", x,
            (area.top + area.bottom) / 2, CHART_FAINT_INK);
}

static double title_size(const char *title, const struct layout *layout) {
    bool is_long = strlen(title) > TITLE_LETTERS;
    return layout->title_size - (is_long && layout == &wide ? 2 : 0);
}

static const char look[] =
    "set encoding utf8\n"
    "set border 1 linecolor rgb '#9ca3af' linewidth 1\n"
    "set grid ytics noxtics linetype 1 linewidth 0.7 linecolor rgb '" CHART_GRID "'\n"
    "set tics nomirror scale 0 textcolor rgb '" CHART_INK "'\n"
    "set key left top horizontal Left reverse noenhanced samplen 1.2 height 0 textcolor "
    "rgb '" CHART_INK "'\n";

/* The captions stand on the lower edge, the second one below. */
static void put_captions(FILE *script, const struct chart_frame *frame, const struct layout *layout,
                         double height) {
    static const char style[] = "textcolor rgb '" CHART_FAINT_INK "' font ',";
    const char *const captions[] = {frame->second_caption, frame->caption};
    double y = layout->words_row - 1;
    char sized[96];
    snprintf(sized, sizeof sized, "%s%d'", style, layout == &narrow ? 10 : 12);
    for (size_t i = 0; i < 2; i++) {
        unsigned lines = lines_of(captions[i], layout->words_letters);
        if (lines == 0)
            continue;
        put_words(script, captions[i], layout, y + layout->words_row * (lines - 1), height, sized);
        y += layout->words_row * lines;
    }
}

int gnuplot_frame(FILE *script, const char *path, const struct chart_frame *frame,
                  struct error *err) {
    const struct layout *layout = layout_of(frame->narrow);
    double height = height_of(frame), first = layout->title_size + 10;
    struct chart_area area = gnuplot_area(frame);
    double key = words_head(frame) + (layout == &narrow ? 52 : 77);
    if (put_terminal(script, path, height_of(frame), err) < 0)
        return -1;
    fprintf(script,
            "%sset lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\nset key at screen "
            "0.02,%.4f maxrows %u maxcols %u\n",
            look, layout->left / layout->width, right_edge(frame), area.top, area.bottom,
            1 - key / height, frame->legend.rows ? frame->legend.rows : 1,
            frame->legend.columns ? frame->legend.columns : 1);
    double y = put_title(script, frame->title, layout, height - first, height,
                         title_size(frame->title, layout));
    put_words(script, frame->subtitle, layout, y - (layout == &narrow ? 18 : 30), height,
              layout == &narrow ? "font ',10' textcolor rgb '" CHART_FAINT_INK "'"
                                : "textcolor rgb '" CHART_FAINT_INK "'");
    put_captions(script, frame, layout, height);
    double edge = layout == &narrow ? 0.028 : 0.016;
    if (frame->y_label)
        axis_label(script, frame->y_label, edge, area);
    if (frame->right_label)
        axis_label(script, frame->right_label, 1 - edge, area);
    return 0;
}

int gnuplot_draw(const char *script, const char *path, struct error *err) {
    static const char *const argv[] = {"gnuplot", "-d", "-", NULL}; /* -d: no user settings */
    struct process_spec spec = {
        .argv = argv, .input = script, .input_size = strlen(script), .timeout_s = 60};
    struct process_result result = {0};
    if (process_run(&spec, &result, err) < 0) {
        process_result_free(&result);
        bool interrupted = err && err->status == STATUS_INTERRUPTED;
        if (!interrupted && !command_exists("gnuplot"))
            return error_unavailable(
                err, "%s: charts need gnuplot (Debian: apt-get install gnuplot-nox)", path);
        return error_wrap(err, "%s", path);
    }
    int status = 0, size;
    const char *said = cause_told(result.err, &size);
    if (result.timed_out || result.exit_status != 0 || result.out_size == 0)
        status = error_failed(err, "%s: gnuplot %s: %.*s", path,
                              result.timed_out ? "did not end" : "failed", size, said);
    else
        status = file_write(path, result.out, result.out_size, err);
    process_result_free(&result);
    return status;
}
