/* gnuplot.c - the frame of every chart, and running gnuplot on a script. */
#include "gnuplot.h"

#include "base/cause.h"
#include "base/durable.h"
#include "base/project.h"

#include <stdbool.h>
#include <string.h>

/* Lengths are in pixels of the drawing; bitmaps have twice as many, for dense screens. */
enum {
    WIDTH = 900,
    HEAD = 115, /* title, subtitle, one row of the legend */
    FOOT = 90,  /* tics, label, caption */
    LEGEND_ROW = 20,
    LEGEND_MARK = 81, /* sample and gaps of one entry */
    LETTER = 8,       /* of a wide font */
    CAPTION_ROW = 18,
    TITLE_SIZE = 17,
    TITLE_LETTERS = 60, /* that fit at that size */
    FIRST_ROW = 295,
    NEXT_ROW = 270,
};

static const struct {
    int scale;
    const char *ending, *name, *options;
} terminals[] = {
    {1, ".svg", "svg", "dynamic font 'Helvetica,Arial,sans-serif,14' linewidth 1"},
    {2, ".png", "pngcairo", "font 'sans-serif,12' fontscale 2 linewidth 2 pointscale 2"},
};

/* Where plots begin and end, as fractions of the width; `BESIDE_TICS` where tics stand on the
 * right. */
static const double LEFT_EDGE = 0.105, RIGHT_EDGE = 0.975, BESIDE_TICS = 0.89;

static double right_edge(const struct chart_frame *frame) {
    return frame->right_label ? BESIDE_TICS : RIGHT_EDGE;
}

static unsigned rows_of(const struct chart_frame *frame) {
    return frame->rows ? frame->rows : 1;
}

static unsigned head_of(const struct chart_frame *frame) {
    return HEAD + (frame->legend.rows > 1 ? LEGEND_ROW * (frame->legend.rows - 1) : 0);
}

static unsigned foot_of(const struct chart_frame *frame) {
    return FOOT + (frame->second_caption ? CAPTION_ROW : 0);
}

static unsigned height_of(const struct chart_frame *frame) {
    return head_of(frame) + FIRST_ROW + NEXT_ROW * (rows_of(frame) - 1) + foot_of(frame);
}

/* gnuplot takes as many columns as the plot is wide enough for, whatever it is asked for. */
void gnuplot_legend(struct chart_frame *frame, size_t names, size_t longest) {
    double width = WIDTH * (right_edge(frame) - LEFT_EDGE);
    size_t fit = (size_t)width / (LEGEND_MARK + LETTER * longest);
    size_t columns = fit < 1 ? 1 : fit > names ? names : fit;
    frame->legend.columns = (unsigned)columns;
    frame->legend.rows = columns ? (unsigned)((names + columns - 1) / columns) : 0;
}

double gnuplot_text_width(size_t letters) {
    return (double)(LETTER * letters) / WIDTH;
}

struct chart_area gnuplot_area(const struct chart_frame *frame) {
    double height = height_of(frame);
    return (struct chart_area){1 - head_of(frame) / height, foot_of(frame) / height};
}

static int put_terminal(FILE *script, const char *path, unsigned height, struct error *err) {
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && i < sizeof terminals / sizeof *terminals; i++)
        if (strcmp(ending, terminals[i].ending) == 0) {
            fprintf(script, "set terminal %s size %d,%d %s background '#ffffff'\n",
                    terminals[i].name, WIDTH * terminals[i].scale, (int)height * terminals[i].scale,
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

/* `y`: pixels from the lower edge. */
static void label(FILE *script, const char *text, double y, const char *style) {
    fprintf(script, "set label ");
    gnuplot_quote(script, text);
    fprintf(script, " at screen 0.025,%.4f left noenhanced %s\n", y, style);
}

/* Upright beside the plots; `x` as a fraction of the width. */
static void axis_label(FILE *script, const char *text, double x, struct chart_area area) {
    fprintf(script, "set label ");
    gnuplot_quote(script, text);
    fprintf(script, " at screen %.4f,%.4f center rotate noenhanced textcolor rgb '%s'\n", x,
            (area.top + area.bottom) / 2, CHART_FAINT_INK);
}

/* Long titles are set smaller rather than cut. */
static double title_size(const char *title) {
    size_t letters = strlen(title);
    return letters <= TITLE_LETTERS ? TITLE_SIZE : TITLE_SIZE * TITLE_LETTERS / (double)letters;
}

static const char look[] =
    "set encoding utf8\n"
    "set border 1 linecolor rgb '#9ca3af' linewidth 1\n"
    "set grid ytics noxtics linetype 1 linewidth 0.7 linecolor rgb '" CHART_GRID "'\n"
    "set tics nomirror scale 0 textcolor rgb '" CHART_INK "'\n"
    "set key left top horizontal Left reverse noenhanced samplen 1.2 height 0 textcolor "
    "rgb '" CHART_INK "'\n";

int gnuplot_frame(FILE *script, const char *path, const struct chart_frame *frame,
                  struct error *err) {
    double height = height_of(frame);
    struct chart_area area = gnuplot_area(frame);
    if (put_terminal(script, path, height_of(frame), err) < 0)
        return -1;
    fprintf(script,
            "%sset lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\nset key at screen "
            "0.02,%.4f maxrows %u maxcols %u\nset label ",
            look, LEFT_EDGE, right_edge(frame), area.top, area.bottom, 1 - 77 / height,
            frame->legend.rows ? frame->legend.rows : 1,
            frame->legend.columns ? frame->legend.columns : 1);
    gnuplot_bold(script, frame->title);
    fprintf(script, " at screen 0.025,%.4f left enhanced font ',%.3g' textcolor rgb '%s'\n",
            1 - 27 / height, title_size(frame->title), CHART_INK);
    label(script, frame->subtitle, 1 - 57 / height, "textcolor rgb '" CHART_FAINT_INK "'");
    const char *const captions[] = {frame->second_caption, frame->caption}; /* from below */
    double y = 17;
    for (size_t i = 0; i < 2; i++)
        if (captions[i]) {
            label(script, captions[i], y / height,
                  "font ',12' textcolor rgb '" CHART_FAINT_INK "'");
            y += CAPTION_ROW;
        }
    if (frame->y_label)
        axis_label(script, frame->y_label, 0.016, area);
    if (frame->right_label)
        axis_label(script, frame->right_label, 0.984, area);
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
