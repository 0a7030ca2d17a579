/* chart_panels.c - where each panel stands. */
#include "chart_panels.h"

struct chart_panels chart_panels_of(size_t count) {
    size_t rows = count <= 3 ? 1 : count <= 8 ? 2 : 1 + (count - 1) / 4;
    return (struct chart_panels){.rows = rows, .columns = (count + rows - 1) / rows};
}

struct chart_panels chart_panels_below(size_t count) {
    return (struct chart_panels){.rows = count, .columns = 1};
}

void chart_panels_place(FILE *script, const struct chart_panels *panels, size_t i) {
    /* One column leaves the label of the whole picture its place. */
    double start = panels->columns == 1 ? 0.035 : 0.015;
    double width = (0.985 - start) / (double)panels->columns;
    double left = start + width * (double)(i % panels->columns);
    /* Between rows stand tics, label and the next title: a third of the row below. */
    double span = panels->area.top - panels->area.bottom;
    double pitch = span / ((double)panels->rows - 0.33);
    double top = panels->area.top - pitch * (double)(i / panels->columns);
    fprintf(script,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
            left + (panels->narrow ? 0.135 : 0.06), left + width - 0.008, top,
            panels->rows == 1 ? panels->area.bottom : top - 0.67 * pitch);
}
