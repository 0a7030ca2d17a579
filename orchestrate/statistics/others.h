/* others.h - what other studies measured of the same as a figure (data/paper/others.ini), in words:
 * nothing is computed from it. */
#ifndef VIRTAX_OTHERS_H
#define VIRTAX_OTHERS_H

#include "plan/ini.h"

/* A section of the file. Its texts are borrowed from there. */
struct other {
    const char *figure; /* of ours */
    const char *what, *says, *source;
};

struct others {
    struct ini ini;
    size_t count;
    struct other other[INI_MAX_SECTIONS];
};

/* Usage errors as ini_read has them, and for keys that are unknown or missing. */
int others_read(const char *path, struct others *others, struct error *err);
void others_free(struct others *others);

#endif
