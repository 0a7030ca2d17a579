/* json_text.h - foreign text in JSON: what kernels, consoles and commands print need not be UTF-8,
 * which is all that JSON holds (RFC 8259, section 8.1). */
#ifndef VIRTAX_JSON_TEXT_H
#define VIRTAX_JSON_TEXT_H

#include <jansson.h>
#include <stdbool.h>

/* A string with every byte that is no part of UTF-8 replaced by U+FFFD; null for NULL. NULL only
 * where memory is short. */
json_t *json_text(const char *text);

/* True for UTF-8 without control characters but tabs: what names, titles and values may be. */
bool text_is_plain(const char *text);

#endif
