/* smallfile.c - reads a whole file as one text, and the chosen word of a setting like "a [b] c". */
#include "common/smallfile.h"

#include "common/cleanup.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

char *small_file_read(const char *path, struct error *err) {
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file) {
        error_errno(err, "%s", path);
        return NULL;
    }
    char *text = NULL;
    size_t room = 0;
    ssize_t size = getdelim(&text, &room, '\0', file);
    if (size < 0 && ferror(file)) {
        error_errno(err, "%s", path);
        free(text);
        return NULL;
    }
    if (size < 0) { /* empty */
        free(text);
        return strdup("");
    }
    if (size > 0 && text[size - 1] == '\n')
        text[size - 1] = '\0';
    return text;
}

char *small_file_readf(struct error *err, const char *format, ...) {
    char path[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(path, sizeof path, format, args);
    va_end(args);
    return small_file_read(path, err);
}

void single_blanks(char *text) {
    char *to = text;
    for (const char *from = text; *from; from++) {
        bool blank = isspace((unsigned char)*from);
        if (!blank)
            *to++ = *from;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    }
    *to = '\0';
}

void setting_text(char *text) {
    char *open = strchr(text, '['), *close = open ? strchr(open, ']') : NULL;
    if (close) {
        *close = '\0';
        memmove(text, open + 1, (size_t)(close - open));
    }
    single_blanks(text);
}

char *setting_read(const char *path, struct error *err) {
    char *text = small_file_read(path, err);
    if (text)
        setting_text(text);
    return text;
}

int small_file_write(const char *path, const char *text, struct error *err) {
    cleanup_close int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "%s", path);
    size_t size = strlen(text);
    ssize_t put = write(fd, text, size);
    if (put < 0)
        return error_errno(err, "%s: writing '%s'", path, text);
    if ((size_t)put != size)
        return error_failed(err, "%s: only part of '%s' was taken", path, text);
    return 0;
}
