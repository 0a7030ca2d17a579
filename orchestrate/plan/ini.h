/* ini.h - INI files with the line of every entry. Debian's libinih tells neither lines nor sections
 * and ends at 200 bytes: around it this reader would be longer.
 *
 * "[section]" and "key = value" lines; "#" and ";" start comments at the beginning of a line. */
#ifndef VIRTAX_INI_H
#define VIRTAX_INI_H

#include "base/words.h"
#include "common/error.h"

enum { INI_MAX_SECTIONS = 48 };

struct ini_section {
    char *name;
    int line;
    struct parameters entries;
};

struct ini {
    size_t count;
    struct ini_section section[INI_MAX_SECTIONS];
};

/* Refused, as usage errors "FILE:LINE: [FIELD:] cause": lines that are neither section nor entry,
 * entries before the first section, sections and keys that are there twice, empty values. */
int ini_read(const char *path, struct ini *ini, struct error *err);
void ini_free(struct ini *ini);

/* The section of that name, or NULL. */
const struct ini_section *ini_section(const struct ini *ini, const char *name);

#endif
