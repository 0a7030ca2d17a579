/* slices_fixture.h - a kernel's stdin that has orders, and its stdout as JSON, line by line. */
#ifndef VIRTAX_TESTS_SLICES_FIXTURE_H
#define VIRTAX_TESTS_SLICES_FIXTURE_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct streams {
    int in, out; /* what was there */
    FILE *said;
};

/* From now on stdin gives these bytes and ends, and stdout is kept. */
static inline struct streams streams_take(const char *orders) {
    int ends[2];
    fflush(stdout);
    struct streams streams = {dup(STDIN_FILENO), dup(STDOUT_FILENO), tmpfile()};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], orders, strlen(orders)), (ssize_t)strlen(orders));
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(dup2(fileno(streams.said), STDOUT_FILENO), STDOUT_FILENO);
    close(ends[0]);
    return streams;
}

/* Gives both back; what stdout got, as an array of objects. */
static inline json_t *streams_give_back(struct streams *streams) {
    fflush(stdout);
    dup2(streams->in, STDIN_FILENO);
    dup2(streams->out, STDOUT_FILENO);
    close(streams->in);
    close(streams->out);
    json_t *lines = json_array(), *line;
    rewind(streams->said);
    while ((line = json_loadf(streams->said, JSON_DISABLE_EOF_CHECK, NULL)))
        json_array_append_new(lines, line);
    fclose(streams->said);
    return lines;
}

#endif
