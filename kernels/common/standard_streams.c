/* standard_streams.c - as gnulib's stdopen and closeout: opened by the direction that makes use of
 * stdout fail. */
#include "common/standard_streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* on_exit(3). Another status than 0 means that an error was told already. */
static void check_output(int status, void *unused) {
    (void)unused;
    if (status != 0 || (fflush(stdout) == 0 && !ferror(stdout)))
        return;
    fprintf(stderr, "virtax: stdout: what was asked for could not be written: %m\n");
    _exit(1);
}

void standard_streams_open(void) {
    static const int directions[] = {O_RDONLY, O_RDONLY, O_WRONLY};
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
            continue;
        /* The lowest free number is this one: those below it are open by now. */
        if (open("/dev/null", directions[fd]) != fd)
            _exit(1);
    }
    if (on_exit(check_output, NULL) != 0)
        _exit(1);
}
