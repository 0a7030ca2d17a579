/* table.c - one figure on the terminal, in markdown, or for other programs. */
#include "output.h"

#include "common/choice.h"
#include "statistics/effects.h"
#include "table_grid.h"
#include "table_json.h"
#include "wire.h"

#include <string.h>

static const char *const format_names[] = {"table", "csv", "json", "markdown", NULL};

int table_format_parse(const char *text, enum table_format *format, struct error *err) {
    int index = choice_parse(text, "format", format_names, err);
    if (index < 0)
        return -1;
    *format = (enum table_format)index;
    return 0;
}

/* What a terminal is told; all empty where there is no colour. */
struct tints {
    const char *bold, *dim, *good, *bad, *alarm, *reset;
};
static const struct tints coloured = {"\033[1m",  "\033[2m",  "\033[32m",
                                      "\033[31m", "\033[33m", "\033[0m"};
static const struct tints plain = {"", "", "", "", "", ""};

static const char *tint_of(const struct tints *tints, enum verdict verdict) {
    switch (verdict) {
    case VERDICT_BETTER:
        return tints->good;
    case VERDICT_WORSE:
        return tints->bad;
    case VERDICT_UNDECIDED:
    case VERDICT_NONE:
        return tints->dim;
    default:
        return "";
    }
}

static void print_padded(enum column column, const char *text, size_t width, bool last, FILE *out) {
    if (column_right(column))
        fprintf(out, "  %*s", (int)width, text);
    else
        fprintf(out, "  %-*s", last ? 0 : (int)width, text);
}

/* The last column with something in it, so that no line ends in blanks. */
static int last_column(const struct grid_row *row) {
    int last = COLUMNS - 1;
    while (last > 0 && !*row->text[last])
        last--;
    return last;
}

static void print_row(const struct grid *grid, const struct grid_row *row,
                      const struct tints *tints, FILE *out) {
    int last = last_column(row);
    for (int c = 0; c <= last; c++) {
        if (!grid->width[c])
            continue;
        bool judged = c == COLUMN_OVERHEAD || c == COLUMN_INTERVAL;
        const char *tint = judged ? tint_of(tints, row->reading.verdict) : "";
        bool repeats = c == COLUMN_X && !row->starts_group;
        fputs(tint, out);
        print_padded((enum column)c, repeats ? "" : row->text[c], grid->width[c], c == last, out);
        fputs(*tint ? tints->reset : "", out);
    }
    fputc('\n', out);
}

static void print_grid(const struct grid *grid, const struct tints *tints, FILE *out) {
    int last = COLUMNS - 1;
    while (last > 0 && !grid->width[last])
        last--;
    fputs(tints->dim, out);
    for (int c = 0; c <= last; c++)
        if (grid->width[c])
            print_padded((enum column)c, column_name((enum column)c), grid->width[c], c == last,
                         out);
    fprintf(out, "%s\n", tints->reset);
    bool grouped = grid->row_count > 1 && !grid->row[1].starts_group;
    for (size_t i = 0; i < grid->row_count; i++) {
        if (i > 0 && grouped && grid->row[i].starts_group && grid->width[COLUMN_X])
            fputc('\n', out);
        print_row(grid, &grid->row[i], tints, out);
    }
}

static void print_heading(const struct results *results, const struct summary *summary,
                          const struct tints *tints, FILE *out) {
    const struct plan_figure *figure = summary->figure;
    fprintf(out, "%s%s  %s%s", tints->bold, figure->name, figure->title, tints->reset);
    if (summary->emulated)
        fprintf(out, "  %s(emulated, not KVM)%s", tints->alarm, tints->reset);
    const char *direction = direction_text(metric_direction(figure->metric));
    char wire[128];
    wire_text(results, summary->index, wire, sizeof wire);
    fprintf(out, "\n  %sprofile %s, %u rounds, CPUs %s, %s%sseed %ju; %s%s%s%s\n\n", tints->dim,
            results->plan.profile, figure->rounds, figure->cpus, wire, *wire ? ", " : "",
            (uintmax_t)results->plan.seed, figure->axis, *direction ? ", " : "", direction,
            tints->reset);
}

/* The run's own warnings stand once, after its last figure. */
static void print_warnings(const struct results *results, size_t figure, const struct tints *tints,
                           FILE *out) {
    const struct summary *summary = &results->summary[figure];
    for (size_t i = 0; i < summary->warning_count; i++)
        fprintf(out, "  %swarning:%s %s\n", tints->alarm, tints->reset, summary->warning[i]);
    if (figure + 1 < results->plan.figure_count)
        return;
    for (size_t i = 0; i < results->plan.warning_count; i++)
        fprintf(out, "  %swarning:%s %s\n", tints->alarm, tints->reset, results->plan.warning[i]);
}

/* A factor study has a second table: what each factor changes. */
static int print_effects(const struct summary *summary, const struct tints *tints, FILE *out,
                         struct error *err) {
    struct summary effects;
    struct grid grid;
    if (effects_of(summary, &effects, err) < 0)
        return -1;
    if (effects.row_count == 0)
        return 0;
    int status = grid_make(&effects, &grid, err);
    if (status == 0) {
        fprintf(out, "\n  %seffect of each factor: overhead against %s%s\n\n", tints->bold,
                summary_series(&effects, 0), tints->reset);
        print_grid(&grid, tints, out);
        grid_free(&grid);
    }
    summary_free(&effects);
    return status;
}

static void print_footer(const struct results *results, size_t figure, const struct tints *tints,
                         FILE *out) {
    const struct summary *summary = &results->summary[figure];
    const char *reference = summary_series(summary, 0);
    fprintf(out,
            "\n  %soverhead = series / %s - 1, paired by block; cells: %zu planned, %zu "
            "recorded, %zu valid%s\n",
            tints->dim, reference, summary->cells_planned, summary->cells_recorded,
            summary->cells_valid, tints->reset);
    print_warnings(results, figure, tints, out);
    char verdict[256];
    if (aa_text(summary, verdict, sizeof verdict))
        fprintf(out, "  %sA/A: %s%s\n", summary->aa.passed ? tints->good : tints->bad, verdict,
                tints->reset);
}

static void print_markdown_cell(const char *text, FILE *out) {
    fputs("| ", out);
    for (; *text; text++)
        fprintf(out, *text == '|' || *text == '\\' ? "\\%c" : "%c", *text);
    fputc(' ', out);
}

static void print_markdown(const struct results *results, size_t figure, const struct grid *grid,
                           FILE *out) {
    const struct summary *summary = &results->summary[figure];
    fprintf(out, "### %s: %s%s\n\n", summary->figure->name, summary->shown.title,
            summary->emulated ? " (emulated, not KVM)" : "");
    for (int c = 0; c < COLUMNS; c++)
        if (grid->width[c])
            fprintf(out, "| %s ", column_name((enum column)c));
    fputs("|\n", out);
    for (int c = 0; c < COLUMNS; c++)
        if (grid->width[c])
            fputs(column_right((enum column)c) ? "|---:" : "|:---", out);
    fputs("|\n", out);
    for (size_t i = 0; i < grid->row_count; i++) {
        for (int c = 0; c < COLUMNS; c++)
            if (grid->width[c])
                print_markdown_cell(grid->row[i].text[c], out);
        fputs("|\n", out);
    }
    const struct plan *plan = &results->plan;
    size_t of_run = figure + 1 < plan->figure_count ? 0 : plan->warning_count;
    if (summary->warning_count + of_run > 0)
        fputc('\n', out); /* or the list would continue the table */
    for (size_t i = 0; i < summary->warning_count; i++)
        fprintf(out, "- warning: %s\n", summary->warning[i]);
    for (size_t i = 0; i < of_run; i++)
        fprintf(out, "- warning: %s\n", plan->warning[i]);
}

int table_print(const struct results *results, size_t figure, enum table_format format, bool colour,
                FILE *out, struct error *err) {
    if (format == TABLE_CSV) {
        csv_print(results, figure, figure == 0, out);
        return 0;
    }
    if (format == TABLE_JSON)
        return table_print_json(results, figure, out, err);
    struct grid grid;
    if (grid_make(&results->summary[figure], &grid, err) < 0)
        return -1;
    const struct tints *tints = colour ? &coloured : &plain;
    int status = 0;
    if (format == TABLE_MARKDOWN) {
        print_markdown(results, figure, &grid, out);
    } else {
        print_heading(results, &results->summary[figure], tints, out);
        print_grid(&grid, tints, out);
        status = print_effects(&results->summary[figure], tints, out, err);
        print_footer(results, figure, tints, out);
    }
    grid_free(&grid);
    return status;
}
