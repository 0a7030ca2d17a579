/* figure_keys.h - the keys of a figure definition, section by section. */
#ifndef VIRTAX_FIGURE_KEYS_H
#define VIRTAX_FIGURE_KEYS_H

#include "figure.h"
#include "ini.h"

#include <stdio.h>

/* Every key: "SECTION\tKEY\tVALUE\trequired|optional\tABOUT" lines, sections as they are called. */
void figure_keys_print(FILE *out);

/* Takes [figure], [guest], [parameters], [sweep], [points] or [factors] into the figure. */
int figure_take(const char *path, const struct ini_section *section, struct figure *figure,
                struct error *err);

/* Takes the [figure] of a view over what its figure has: all that it may say otherwise. */
int figure_take_view(const char *path, const struct ini_section *section, struct figure *figure,
                     struct error *err);

/* Takes [quick], [standard] or [paper] into the profile; its other keys are kernel parameters. */
int profile_take(const char *path, const struct ini_section *section, struct profile *profile,
                 struct error *err);

#endif
