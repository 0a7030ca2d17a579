/* choice.c - compares the word with every allowed one; a wrong one is told with the closest. */
#include "common/choice.h"

#include "common/closest.h"

#include <string.h>

int choice_parse(const char *text, const char *what, const char *const *words, struct error *err) {
    int count = 0;
    for (; words[count]; count++) {
        if (strcmp(text, words[count]) == 0)
            return count;
    }
    return error_usage(err, "unknown %s '%s' (closest: %s)", what, text,
                       closest(text, words, (size_t)count));
}
