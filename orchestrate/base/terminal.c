/* terminal.c - the width and colours of an output, by NO_COLOR, TERM and COLUMNS. */
#include "terminal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *variable(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

/* A shell tells its width to its own scripts alone, hence the terminal is asked as well. */
static size_t width_of(int fd) {
    struct winsize size = {0};
    char *end;
    long columns = strtol(variable("COLUMNS"), &end, 10);
    if (*variable("COLUMNS") && *end == '\0' && columns > 0 && columns < INT_MAX)
        return (size_t)columns;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

struct terminal terminal_of(int fd) {
    bool smart = isatty(fd) && *variable("TERM") && strcmp(variable("TERM"), "dumb") != 0;
    return (struct terminal){
        .colour = smart && !*variable("NO_COLOR"), .returns = smart, .columns = width_of(fd)};
}

const struct tints *terminal_tints(const struct terminal *terminal) {
    static const struct tints plain = {"", "", "", "", "", ""};
    static const struct tints coloured = {"\033[1m",  "\033[2m",  "\033[32m",
                                          "\033[31m", "\033[33m", "\033[0m"};
    return terminal->colour ? &coloured : &plain;
}
