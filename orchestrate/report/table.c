/* table.c - one figure on the terminal, in markdown, or for other programs. */
#include "output.h"

#include "base/terminal.h"
#include "common/choice.h"
#include "reading.h"
#include "table_grid.h"
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

static void print_padded(const struct grid *grid, size_t c, const char *text, bool last,
                         FILE *out) {
    if (columns[c].right)
        fprintf(out, "  %*s", (int)grid->width[c], text);
    else
        fprintf(out, "  %-*s", last ? 0 : (int)grid->width[c], text);
}

/* The last column with something in it, so that no line ends in blanks. */
static size_t last_column(const struct grid *grid, size_t row) {
    size_t last = grid->last;
    while (last > 0 && !(grid->width[last] && *grid_text(grid, row, last)))
        last--;
    return last;
}

static void print_row(const struct grid *grid, size_t row, const struct tints *tints, FILE *out) {
    size_t last = last_column(grid, row);
    const char *verdict = tint_of(tints, verdict_of(grid->summary, grid_row(grid, row)));
    for (size_t c = 0; c <= last; c++) {
        if (!grid->width[c])
            continue;
        bool judged = columns[c].look == LOOK_JUDGED || columns[c].look == LOOK_WORDS;
        const char *tint = judged ? verdict : "";
        bool repeats = columns[c].look == LOOK_ONCE && !grid_starts_group(grid, row);
        fputs(tint, out);
        print_padded(grid, c, repeats ? "" : grid_text(grid, row, c), c == last, out);
        fputs(*tint ? tints->reset : "", out);
    }
    fputc('\n', out);
}

static bool shows_x(const struct grid *grid) {
    for (size_t c = 0; c < column_count; c++)
        if (grid->width[c] && columns[c].look == LOOK_ONCE)
            return true;
    return false;
}

static void print_grid(struct grid *grid, const struct terminal *terminal, FILE *out) {
    const struct tints *tints = terminal_tints(terminal);
    char left_out[128];
    grid_fit(grid, terminal->columns, left_out, sizeof left_out);
    fputs(tints->dim, out);
    for (size_t c = 0; c <= grid->last; c++)
        if (grid->width[c])
            print_padded(grid, c, columns[c].heading, c == grid->last, out);
    fprintf(out, "%s\n", tints->reset);
    bool grouped = grid->summary->series_count > 1 && shows_x(grid);
    for (size_t row = 0; row < grid->row_count; row++) {
        if (row > 0 && grouped && grid_starts_group(grid, row))
            fputc('\n', out);
        print_row(grid, row, tints, out);
    }
    if (*left_out)
        fprintf(out, "  %stoo narrow for: %s%s\n", tints->dim, left_out, tints->reset);
}

static void print_heading(const struct results *results, const struct summary *summary,
                          const struct tints *tints, FILE *out) {
    const struct plan_figure *figure = summary->figure;
    fprintf(out, "%s%s  %s%s", tints->bold, figure->name, figure->title, tints->reset);
    if (summary->emulated)
        fprintf(out, "  %s(emulated, not KVM)%s", tints->alarm, tints->reset);
    const char *direction = direction_text(summary->shown.direction);
    char wire[128];
    wire_text(results, summary->index, wire, sizeof wire);
    fprintf(out, "\n  %sprofile %s, %u rounds, CPUs %s, %s%sseed %ju; %s%s%s%s\n\n", tints->dim,
            results->plan.profile, figure->rounds, figure->cpus, wire, *wire ? ", " : "",
            (uintmax_t)results->plan.seed, figure->axis, *direction ? ", " : "", direction,
            tints->reset);
}

static void put_warnings(const struct results *results, size_t figure, const char *lead,
                         FILE *out) {
    const struct plan *plan = &results->plan;
    const struct summary *summary = &results->summary[figure];
    const struct summary *effects = results->effects ? &results->effects[figure] : NULL;
    bool last = figure + 1 == plan->figure_count; /* the run's own stand once, after it */
    const struct {
        char **text;
        size_t count;
    } all[] = {{summary->warning, summary->warning_count},
               {effects ? effects->warning : NULL, effects ? effects->warning_count : 0},
               {plan->warning, last ? plan->warning_count : 0}};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        for (size_t i = 0; i < all[k].count; i++)
            fprintf(out, "%s %s\n", lead, all[k].text[i]);
}

/* A factor study or a factorial has a second table: what each factor changes. */
static int print_effects(const struct summary *effects, const struct terminal *terminal, FILE *out,
                         struct error *err) {
    const struct tints *tints = terminal_tints(terminal);
    struct grid grid;
    if (grid_make(effects, &grid, err) < 0)
        return -1;
    fprintf(out, "\n  %s%s: overhead against %s%s\n  %s%s%s\n\n", tints->bold, effects->shown.title,
            summary_series(effects, 0), tints->reset, tints->dim, effects_note(effects),
            tints->reset);
    print_grid(&grid, terminal, out);
    grid_free(&grid);
    return 0;
}

/* What all rows are compared by, but those in which a value is 0. */
static const char *overhead_formula(const struct summary *summary, char *buffer, size_t size) {
    bool ratio = summary->shown.scale == BY_RATIO;
    snprintf(buffer, size, ratio ? "/ %s - 1" : "- %s, in its unit", summary_series(summary, 0));
    return buffer;
}

static void print_footer(const struct results *results, size_t figure, const struct tints *tints,
                         FILE *out) {
    const struct summary *summary = &results->summary[figure];
    const char *reference = summary_series(summary, 0);
    char formula[128];
    fprintf(out,
            "\n  %soverhead = series %s, paired by block; cells: %zu planned, %zu recorded, %zu "
            "valid%s\n",
            tints->dim, overhead_formula(summary, formula, sizeof formula), summary->cells_planned,
            summary->cells_recorded, summary->cells_valid, tints->reset);
    char note[256];
    if (summary->series_count > 1)
        fprintf(out, "  %s%s%s\n", tints->dim, verdict_note(summary, note, sizeof note),
                tints->reset);
    if (few_blocks_note(summary))
        fprintf(out, "  %s%s%s\n", tints->dim, few_blocks_note(summary), tints->reset);
    if (summary->figure->shares.of.count > 0)
        fprintf(out, "  %sshares are of %s%s\n", tints->dim,
                plan_shares_text(&summary->figure->shares, note, sizeof note), tints->reset);
    if (any_difference(summary) && summary->shown.scale == BY_RATIO)
        fprintf(out, "  %swhere a value is 0: series - %s, in its unit (pp: percentage points)%s\n",
                tints->dim, reference, tints->reset);
    char lead[64], verdict[256];
    snprintf(lead, sizeof lead, "  %swarning:%s", tints->alarm, tints->reset);
    put_warnings(results, figure, lead, out);
    if (aa_text(summary, verdict, sizeof verdict))
        fprintf(out, "  %sA/A: %s%s\n", summary->aa.passed ? tints->good : tints->bad, verdict,
                tints->reset);
}

void table_put_markdown(const char *text, FILE *out) {
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
    for (size_t c = 0; c <= grid->last; c++)
        if (grid->width[c])
            fprintf(out, "| %s ", columns[c].heading);
    fputs("|\n", out);
    for (size_t c = 0; c <= grid->last; c++)
        if (grid->width[c])
            fputs(columns[c].right ? "|---:" : "|:---", out);
    fputs("|\n", out);
    for (size_t row = 0; row < grid->row_count; row++) {
        for (size_t c = 0; c <= grid->last; c++)
            if (grid->width[c])
                table_put_markdown(grid_text(grid, row, c), out);
        fputs("|\n", out);
    }
    fputc('\n', out); /* or a list would continue the table */
    put_warnings(results, figure, "- warning:", out);
}

int table_print(const struct results *results, size_t figure, enum table_format format,
                const struct terminal *terminal, FILE *out, struct error *err) {
    const struct summary *summary = &results->summary[figure];
    struct grid grid;
    if (format == TABLE_CSV) {
        csv_print(summary, figure == 0, out);
        return 0;
    }
    if (format == TABLE_JSON)
        return table_print_json(results, figure, out, err);
    if (grid_make(summary, &grid, err) < 0)
        return -1;
    int status = 0;
    if (format == TABLE_MARKDOWN) {
        print_markdown(results, figure, &grid, out);
    } else {
        const struct tints *tints = terminal_tints(terminal);
        print_heading(results, summary, tints, out);
        print_grid(&grid, terminal, out);
        if (results->effects && results->effects[figure].row_count > 0)
            status = print_effects(&results->effects[figure], terminal, out, err);
        print_footer(results, figure, tints, out);
    }
    grid_free(&grid);
    return status;
}

int table_print_so_far(const struct results *results, size_t figure, unsigned rounds,
                       const struct terminal *terminal, FILE *out, struct error *err) {
    const struct summary *summary = &results->summary[figure];
    const struct tints *tints = terminal_tints(terminal);
    struct grid grid;
    if (grid_make(summary, &grid, err) < 0)
        return -1;
    fprintf(out, "\n%s%s%s so far, %u of its %u rounds%s\n\n", tints->bold, summary->figure->name,
            tints->reset, rounds, summary->figure->rounds,
            summary->emulated ? "; the guest is emulated" : "");
    print_grid(&grid, terminal, out);
    fputc('\n', out);
    grid_free(&grid);
    return 0;
}
