/* palette.c - colours of series: their own, or spare ones in turn. */
#include "palette.h"

#include <string.h>
#include <strings.h>

/* First those of environments; then P. Tol's muted and dark ones (2021), which colour-blind readers
 * tell from these and from each other. */
static const char *const spare[] = {
    COLOUR_PURPLE,   COLOUR_GREEN,      COLOUR_WINE, COLOUR_BLUE, COLOUR_ORANGE,
    COLOUR_SKY_BLUE, COLOUR_VERMILLION, "#332288",   "#999933",   "#44AA99",
    "#CC6677",       "#117733",         "#AA4499",
};
enum { SPARE = sizeof spare / sizeof *spare };

/* A series keeps its own colour unless one before it has the same. */
static const char *own_of(const struct plan_figure *figure, size_t series) {
    const char *own = figure->series[series].traits.colour;
    for (size_t s = 0; s < series; s++)
        if (strcasecmp(figure->series[s].traits.colour, own) == 0)
            return "";
    return own;
}

static bool is_owned(const struct plan_figure *figure, const char *colour) {
    for (size_t s = 0; s < figure->series_count; s++)
        if (strcasecmp(own_of(figure, s), colour) == 0)
            return true;
    return false;
}

const char *palette_colour(const struct plan_figure *figure, size_t series) {
    const char *own = own_of(figure, series), *free_one[SPARE];
    size_t before = 0, count = 0;
    if (own[0])
        return own;
    for (size_t s = 0; s < series; s++)
        before += !own_of(figure, s)[0];
    for (size_t i = 0; i < SPARE; i++)
        if (!is_owned(figure, spare[i]))
            free_one[count++] = spare[i];
    return count ? free_one[before % count] : spare[series % SPARE];
}

const char *palette_of(const struct summary *summary, size_t series) {
    return palette_colour(summary->figure, summary_at(summary, series, 0)->planned);
}

static size_t place_of(const struct summary *summary, size_t series) {
    return summary_at(summary, series, 0)->planned;
}

int palette_point(const struct summary *summary, size_t series) {
    static const int shapes[] = {7, 5, 9, 13, 11, 15, 6, 4, 8, 12, 10, 14};
    return shapes[place_of(summary, series) % (sizeof shapes / sizeof *shapes)];
}

/* Solid; then strokes of different directions and widths. */
int palette_pattern(const struct summary *summary, size_t series) {
    static const int patterns[] = {3, 4, 5, 2, 1, 6, 7};
    return patterns[place_of(summary, series) % (sizeof patterns / sizeof *patterns)];
}
