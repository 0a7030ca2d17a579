/* json_text.c - makes any text one that JSON can hold. */
#include "json_text.h"

#include "common/cleanup.h"

#include <ctype.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Bytes of the character that `text` begins with, as jansson judges it; 0: it is none. */
static size_t character(const char *text, size_t left) {
    for (size_t size = 1; size <= 4 && size <= left; size++) {
        cleanup_json json_t *valid = json_stringn(text, size);
        if (valid)
            return size;
    }
    return 0;
}

json_t *json_text(const char *text) {
    if (!text)
        return json_null();
    json_t *whole = json_string(text);
    if (whole)
        return whole;
    size_t left = strlen(text);
    cleanup_free char *mended = malloc(left * strlen(replacement) + 1);
    if (!mended)
        return NULL;
    char *to = mended;
    while (left > 0) {
        size_t size = character(text, left);
        to = size ? mempcpy(to, text, size) : stpcpy(to, replacement);
        text += size ? size : 1;
        left -= size ? size : 1;
    }
    *to = '\0';
    return json_string(mended);
}

bool text_is_plain(const char *text) {
    cleanup_json json_t *valid = json_string(text);
    for (; *text; text++)
        if ((iscntrl((unsigned char)*text) && *text != '\t'))
            return false;
    return valid;
}
