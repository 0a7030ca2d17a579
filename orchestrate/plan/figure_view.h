/* figure_view.h - a figure that shows the cells of another one: "of = FIGURE" in its definition. */
#ifndef VIRTAX_FIGURE_VIEW_H
#define VIRTAX_FIGURE_VIEW_H

#include "figure.h"
#include "ini.h"

/* As figure_read, of a figure that has cells of its own: a view is refused. */
typedef int figure_reader(const char *path, struct figure *figure, struct error *err);

/* Fills a figure, of which path and name are known, with what the definition that its `of` names,
 * beside its own, has, and with what its own says otherwise. STATUS_USAGE for what is wrong in
 * either. */
int figure_read_view(const struct ini *ini, const struct parameter *of,
                     figure_reader *read_measured, struct figure *figure, struct error *err);

/* Refuses `against` and `right` where there are no lines, and both together, in the section that
 * begins at that line. */
int figure_check_lines(const struct figure *figure, int line, struct error *err);

#endif
