/* log.c - reads the end of a log. */
#include "serve/log.h"

#include "common/last_lines.h"
#include "common/plain_text.h"
#include "common/quoted.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { END = LOG_LINES * LOG_LINE };

/* Without blanks at its end. */
static void read_end(int log, char text[END + 1]) {
    struct stat status = {0};
    fstat(log, &status);
    off_t from = status.st_size > END ? status.st_size - END : 0;
    ssize_t got = pread(log, text, END, from);
    size_t end = got > 0 ? (size_t)got : 0;
    while (end > 0 && strchr("\r\n ", text[end - 1]))
        end--;
    text[end] = '\0';
    plain_text(text);
}

bool log_says(int log, const char *text) {
    struct stat status = {0};
    fstat(log, &status);
    size_t size = (size_t)status.st_size;
    void *all = size > 0 ? mmap(NULL, size, PROT_READ, MAP_SHARED, log, 0) : MAP_FAILED;
    if (all == MAP_FAILED)
        return false;
    bool says = memmem(all, size, text, strlen(text));
    munmap(all, size);
    return says;
}

void log_last_line(int log, char line[LOG_LINE]) {
    char text[END + 1];
    read_end(log, text);
    snprintf(line, LOG_LINE, "%s", text[0] ? last_lines(text, 1) : "it said nothing");
}

void log_quote(int log, FILE *out) {
    char text[END + 1];
    read_end(log, text);
    const char *line = last_lines(text, LOG_LINES);
    while (*line) {
        int size = (int)strcspn(line, "\n");
        fprintf(out, QUOTED "%.*s\n", size, line);
        line += size;
        line += *line == '\n';
    }
}
