/* process_piped.c - feeds stdin, keeps stdout and stderr, and calls back for each of their lines.
 */
#include "process_piped.h"

#include "process_private.h"

#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { STDOUT_LIMIT = 64 << 20, STDERR_LIMIT = 64 << 10, READ_SIZE = 64 << 10 };

void piped_init(struct piped *piped, const struct process_spec *spec) {
    double now = clock_now(), limit = spec->timeout_s > 0 ? spec->timeout_s : 1e9;
    *piped = (struct piped){.spec = spec,
                            .in = -1,
                            .out = -1,
                            .err = -1,
                            .start = now,
                            .deadline = now + limit,
                            .stdout_text = {.limit = STDOUT_LIMIT},
                            .stderr_text = {.limit = STDERR_LIMIT, .keep_last = true}};
}

static int append(struct piped_text *text, const char *bytes, size_t size) {
    if (text->keep_last && text->size + size > 2 * text->limit) {
        memmove(text->bytes, text->bytes + text->size - text->limit, text->limit);
        text->size = text->limit;
    }
    if (!text->keep_last && text->size + size > text->limit)
        size = text->limit - text->size;
    char *grown = realloc(text->bytes, text->size + size + 1);
    if (!grown)
        return -1;
    memcpy(grown + text->size, bytes, size);
    text->bytes = grown;
    text->size += size;
    grown[text->size] = '\0';
    return 0;
}

static void close_end(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void split_lines(struct piped_line *line, const char *bytes, size_t size, double when,
                        process_line *call, void *context) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') {
            if (line->size < sizeof line->text - 1)
                line->text[line->size++] = bytes[i];
            continue;
        }
        line->text[line->size] = '\0';
        line->size = 0;
        if (call)
            call(line->text, when, context);
    }
}

/* Reads what is there; closes the end on end of file. */
static int drain(int *fd, struct piped_text *text, struct piped_line *line, process_line *call,
                 void *context) {
    char buffer[READ_SIZE];
    ssize_t got = read(*fd, buffer, sizeof buffer);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : -1;
    if (got == 0) {
        close_end(fd);
        return 0;
    }
    split_lines(line, buffer, (size_t)got, clock_now(), call, context);
    return append(text, buffer, (size_t)got);
}

static void feed(struct piped *piped) {
    const struct process_spec *spec = piped->spec;
    ssize_t put = write(piped->in, spec->input + piped->written, spec->input_size - piped->written);
    if (put > 0)
        piped->written += (size_t)put;
    bool gone = put < 0 && errno != EAGAIN && errno != EINTR; /* EPIPE: it reads no more */
    if (gone || piped->written == spec->input_size)
        close_end(&piped->in);
}

void piped_polls(const struct piped *piped, struct pollfd polled[PIPED_POLLS]) {
    bool feeds = piped->spec->input && piped->written < piped->spec->input_size;
    polled[0] = (struct pollfd){.fd = piped->out, .events = POLLIN};
    polled[1] = (struct pollfd){.fd = piped->err, .events = POLLIN};
    polled[2] = (struct pollfd){.fd = feeds ? piped->in : -1, .events = POLLOUT};
}

int piped_serve(struct piped *piped, const struct pollfd polled[PIPED_POLLS], struct error *err) {
    const struct process_spec *spec = piped->spec;
    if (polled[1].revents && drain(&piped->err, &piped->stderr_text, &piped->stderr_line,
                                   spec->on_stderr_line, spec->context) < 0)
        return error_errno(err, "reading stderr");
    if (polled[0].revents && drain(&piped->out, &piped->stdout_text, &piped->stdout_line,
                                   spec->on_stdout_line, spec->context) < 0)
        return error_errno(err, "reading stdout");
    if (polled[2].revents)
        feed(piped);
    return 0;
}

bool piped_is_open(const struct piped *piped) {
    return piped->out >= 0 || piped->err >= 0;
}

void piped_close_input(struct piped *piped) {
    close_end(&piped->in);
}

void piped_end(struct piped *piped) {
    if (piped->pid > 0)
        kill(-piped->pid, SIGKILL);
    close_end(&piped->in);
    close_end(&piped->out);
    close_end(&piped->err);
}

/* Waits for a child that closed its outputs, or that was killed. */
static int reap(struct piped *piped, struct error *err) {
    int status = 0;
    for (;;) {
        pid_t got = waitpid(piped->pid, &status, WNOHANG);
        if (got < 0)
            return error_errno(err, "waitpid");
        if (got > 0)
            return process_exit_status(status);
        if (clock_now() > piped->deadline || process_interrupted()) {
            piped->timed_out = clock_now() > piped->deadline;
            kill(-piped->pid, SIGKILL);
            waitpid(piped->pid, &status, 0);
            return process_interrupted() ? error_interrupted(err) : process_exit_status(status);
        }
        usleep(500);
    }
}

static int open_pipes(struct piped *piped, bool keeps_input, int child[3], struct error *err) {
    int in[2], out[2], error[2];
    if (pipe2(out, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    piped->out = out[0], child[1] = out[1];
    if (pipe2(error, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    piped->err = error[0], child[2] = error[1];
    if (!keeps_input) {
        child[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        return child[0] < 0 ? error_errno(err, "/dev/null") : 0;
    }
    if (pipe2(in, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    child[0] = in[0], piped->in = in[1];
    if (fcntl(piped->in, F_SETFL, O_NONBLOCK) < 0)
        return error_errno(err, "pipe");
    return 0;
}

int piped_start(struct piped *piped, bool keeps_input, struct error *err) {
    int child[3] = {-1, -1, -1};
    int status = open_pipes(piped, keeps_input, child, err);
    if (status == 0)
        status = piped->pid = process_spawn(piped->spec, child[0], child[1], child[2], err);
    for (int i = 0; i < 3; i++)
        close_end(&child[i]);
    return status < 0 ? -1 : 0;
}

int piped_finish(struct piped *piped, struct process_result *result, struct error *err) {
    int status = 0;
    if (piped->pid > 0)
        status = result->exit_status = reap(piped, err);
    close_end(&piped->in);
    close_end(&piped->out);
    close_end(&piped->err);
    if ((!piped->stdout_text.bytes && append(&piped->stdout_text, "", 0) < 0) ||
        (!piped->stderr_text.bytes && append(&piped->stderr_text, "", 0) < 0))
        status = error_failed(err, "%s: out of memory", piped->spec->argv[0]);
    result->timed_out = piped->timed_out;
    result->wall_s = clock_now() - piped->start;
    result->out = piped->stdout_text.bytes;
    result->out_size = piped->stdout_text.size;
    result->err = piped->stderr_text.bytes;
    return status < 0 ? -1 : 0;
}
