/* measures.h - the rows of a run as other tools count them: one measure each, named alone. */
#ifndef VIRTAX_MEASURES_H
#define VIRTAX_MEASURES_H

#include "export.h"
#include "statistics/cells.h"

/* A row that has a value: of what a figure measured, or of what that cost. */
struct measure {
    const struct results *run;
    const struct summary *summary;
    const struct summary_row *row;
    const struct summary_x *x;
    struct cells cells; /* that its values are of */
    bool reference;     /* all others are compared with it */
    bool emulated;
};

struct measures {
    size_t count;
    struct measure *measure;
};

/* Of all figures, what they measured before what it cost. Rows without a value are named in
 * `notes`. The caller frees them. */
int measures_of(const struct results *run, struct measures *measures, struct words *notes,
                struct error *err);
void measures_free(struct measures *measures);

/* "fig02/docker/copy", "fig01/kvm (emulated)": what was measured, without the metric; the parts
 * joined by `separator`. Returns buffer. */
const char *measure_subject(const struct measure *measure, const char *separator, char *buffer,
                            size_t size);

/* The text with every run of other letters than a-z and 0-9 as one `filler`, and none at its ends;
 * capitals are made small. Returns buffer. */
const char *measure_slug(const char *text, char filler, char *buffer, size_t size);

#endif
