/* palette.c - colours of series: their own, or spare ones in turn. */
#include "palette.h"

static const char *const spare[] = {COLOUR_PURPLE, COLOUR_GREEN, COLOUR_WINE, COLOUR_BLUE,
                                    COLOUR_ORANGE};

const char *palette_colour(const struct plan_figure *figure, size_t series) {
    const char *own = figure->series[series].traits.colour;
    return own[0] ? own : spare[series % (sizeof spare / sizeof *spare)];
}

const char *palette_of(const struct summary *summary, size_t series) {
    return palette_colour(summary->figure, summary_at(summary, series, 0)->planned);
}
