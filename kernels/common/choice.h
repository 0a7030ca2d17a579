/* choice.h - one word out of a fixed list, as options and definitions take it. */
#ifndef VIRTAX_CHOICE_H
#define VIRTAX_CHOICE_H

#include "common/error.h"

/* Finds `text` among `words` (terminated by NULL) and returns its index; otherwise -1 and a usage
 * error "unknown WHAT 'text' (closest: word)". */
int choice_parse(const char *text, const char *what, const char *const *words, struct error *err);

#endif
