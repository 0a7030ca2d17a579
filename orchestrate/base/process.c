/* process.c - runs children to their ends: feeds stdin, keeps stdout, watches stderr line by line.
 */
#include "process_private.h"

#include "cause.h"
#include "common/cleanup.h"
#include "common/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

enum { STDOUT_LIMIT = 64 << 20, STDERR_LIMIT = 64 << 10, READ_SIZE = 64 << 10 };

/* A growing text that keeps its first or its last `limit` bytes. */
struct text {
    char *bytes;
    size_t size, limit;
    bool keep_last;
};

static int text_append(struct text *text, const char *bytes, size_t size) {
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

struct run {
    const struct process_spec *spec;
    pid_t pid; /* 0 or less: it did not start */
    double start, deadline;
    bool timed_out;
    int in, out, err; /* our ends, -1 once closed */
    size_t written;   /* of the input */
    struct text stdout_text, stderr_text;
    char line[4096]; /* the unfinished line of stderr */
    size_t line_size;
};

static void close_end(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void split_lines(struct run *run, const char *bytes, size_t size, double when) {
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') {
            if (run->line_size < sizeof run->line - 1)
                run->line[run->line_size++] = bytes[i];
            continue;
        }
        run->line[run->line_size] = '\0';
        run->line_size = 0;
        if (run->spec->on_stderr_line)
            run->spec->on_stderr_line(run->line, when, run->spec->context);
    }
}

/* Reads what is there; closes the end on end of file. */
static int drain(int *fd, struct text *text, struct run *watched) {
    char buffer[READ_SIZE];
    ssize_t got = read(*fd, buffer, sizeof buffer);
    if (got < 0)
        return errno == EINTR || errno == EAGAIN ? 0 : -1;
    if (got == 0) {
        close_end(fd);
        return 0;
    }
    if (watched)
        split_lines(watched, buffer, (size_t)got, clock_now());
    return text_append(text, buffer, (size_t)got);
}

static void feed(struct run *run) {
    const struct process_spec *spec = run->spec;
    ssize_t put = write(run->in, spec->input + run->written, spec->input_size - run->written);
    if (put > 0)
        run->written += (size_t)put;
    bool gone = put < 0 && errno != EAGAIN && errno != EINTR; /* EPIPE: it reads no more */
    if (gone || run->written == spec->input_size)
        close_end(&run->in);
}

/* Ends a child and stops listening: what it leaves behind may hold the other ends. */
static void end(struct run *run) {
    if (run->pid > 0)
        kill(-run->pid, SIGKILL);
    close_end(&run->in);
    close_end(&run->out);
    close_end(&run->err);
}

static bool is_open(const struct run *run) {
    return run->out >= 0 || run->err >= 0;
}

/* Ends what is over its time; the seconds until the next is, or -1 where all are closed. */
static double time_left(struct run *runs, size_t count) {
    double left = -1, now = clock_now();
    for (size_t i = 0; i < count; i++) {
        if (is_open(&runs[i]) && runs[i].deadline <= now) {
            runs[i].timed_out = true;
            end(&runs[i]);
        }
        if (is_open(&runs[i]) && (left < 0 || runs[i].deadline - now < left))
            left = runs[i].deadline - now;
    }
    return left;
}

static int serve(struct run *run, const struct pollfd polled[3], struct error *err) {
    if (polled[1].revents && drain(&run->err, &run->stderr_text, run) < 0)
        return error_errno(err, "reading stderr");
    if (polled[0].revents && drain(&run->out, &run->stdout_text, NULL) < 0)
        return error_errno(err, "reading stdout");
    if (polled[2].revents)
        feed(run);
    return 0;
}

/* Polls until all outputs are closed or an interrupt comes. */
static int pump(struct run *runs, size_t count, struct error *err) {
    struct pollfd polled[3 * PROCESSES_TOGETHER + 1];
    for (double left; (left = time_left(runs, count)) >= 0;) {
        for (size_t i = 0; i < count; i++) {
            polled[3 * i] = (struct pollfd){.fd = runs[i].out, .events = POLLIN};
            polled[3 * i + 1] = (struct pollfd){.fd = runs[i].err, .events = POLLIN};
            polled[3 * i + 2] = (struct pollfd){.fd = runs[i].in, .events = POLLOUT};
        }
        polled[3 * count] = (struct pollfd){.fd = process_interrupt_fd(), .events = POLLIN};
        int wait_ms = left > 3600 ? 3600000 : (int)(left * 1e3) + 1;
        int ready = poll(polled, 3 * count + 1, wait_ms);
        if (ready < 0 && errno != EINTR)
            return error_errno(err, "poll");
        if (process_interrupted())
            return error_interrupted(err);
        for (size_t i = 0; ready > 0 && i < count; i++)
            if (serve(&runs[i], &polled[3 * i], err) < 0)
                return -1;
    }
    return 0;
}

/* Waits for a child that closed its outputs, or that was killed. */
static int reap(struct run *run, struct error *err) {
    int status = 0;
    for (;;) {
        pid_t got = waitpid(run->pid, &status, WNOHANG);
        if (got < 0)
            return error_errno(err, "waitpid");
        if (got > 0)
            return process_exit_status(status);
        if (clock_now() > run->deadline || process_interrupted()) {
            run->timed_out = clock_now() > run->deadline;
            kill(-run->pid, SIGKILL);
            waitpid(run->pid, &status, 0);
            return process_interrupted() ? error_interrupted(err) : process_exit_status(status);
        }
        usleep(500);
    }
}

static int open_pipes(struct run *run, int child[3], struct error *err) {
    int in[2], out[2], error[2];
    if (pipe2(out, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    run->out = out[0], child[1] = out[1];
    if (pipe2(error, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    run->err = error[0], child[2] = error[1];
    if (!run->spec->input) {
        child[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
        return child[0] < 0 ? error_errno(err, "/dev/null") : 0;
    }
    if (pipe2(in, O_CLOEXEC) < 0)
        return error_errno(err, "pipe");
    child[0] = in[0], run->in = in[1];
    if (fcntl(run->in, F_SETFL, O_NONBLOCK) < 0)
        return error_errno(err, "pipe");
    return 0;
}

static int begin(struct run *run, struct error *err) {
    int child[3] = {-1, -1, -1};
    int status = open_pipes(run, child, err);
    if (status == 0)
        status = run->pid = process_spawn(run->spec, child[0], child[1], child[2], err);
    for (int i = 0; i < 3; i++)
        close_end(&child[i]);
    return status < 0 ? -1 : 0;
}

/* Reaps the child and hands over what it said. */
static int finish(struct run *run, struct process_result *result, struct error *err) {
    int status = 0;
    if (run->pid > 0)
        status = result->exit_status = reap(run, err);
    close_end(&run->in);
    close_end(&run->out);
    close_end(&run->err);
    if ((!run->stdout_text.bytes && text_append(&run->stdout_text, "", 0) < 0) ||
        (!run->stderr_text.bytes && text_append(&run->stderr_text, "", 0) < 0))
        status = error_failed(err, "%s: out of memory", run->spec->argv[0]);
    result->timed_out = run->timed_out;
    result->wall_s = clock_now() - run->start;
    result->out = run->stdout_text.bytes;
    result->out_size = run->stdout_text.size;
    result->err = run->stderr_text.bytes;
    return status < 0 ? -1 : 0;
}

int process_run_together(const struct process_spec *specs, size_t count,
                         struct process_result *results, struct error *err) {
    memset(results, 0, count * sizeof *results);
    if (count > PROCESSES_TOGETHER)
        return error_failed(err, "%zu processes at once, at most %d", count, PROCESSES_TOGETHER);
    cleanup_free struct run *runs = calloc(count, sizeof *runs);
    if (!runs)
        return error_failed(err, "out of memory");
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        double start = clock_now(), limit = specs[i].timeout_s > 0 ? specs[i].timeout_s : 1e9;
        results[i].exit_status = -1;
        runs[i] = (struct run){.spec = &specs[i],
                               .in = -1,
                               .out = -1,
                               .err = -1,
                               .start = start,
                               .deadline = start + limit,
                               .stdout_text = {.limit = STDOUT_LIMIT},
                               .stderr_text = {.limit = STDERR_LIMIT, .keep_last = true}};
        if (status == 0)
            status = begin(&runs[i], err);
    }
    if (status == 0)
        status = pump(runs, count, err);
    for (size_t i = 0; status < 0 && i < count; i++)
        end(&runs[i]);
    for (size_t i = 0; i < count; i++) {
        struct error later;
        if (finish(&runs[i], &results[i], status < 0 ? &later : err) < 0)
            status = -1;
    }
    return status;
}

int process_run(const struct process_spec *spec, struct process_result *result, struct error *err) {
    return process_run_together(spec, 1, result, err);
}

void process_result_free(struct process_result *result) {
    free(result->out);
    free(result->err);
    *result = (struct process_result){0};
}

const char *last_lines(const char *text, int lines) {
    const char *at = text + strlen(text);
    if (at > text && at[-1] == '\n')
        at--;
    while (at > text && !(at[-1] == '\n' && --lines == 0))
        at--;
    return at;
}

int process_check(const char *const *argv, char **out, struct error *err) {
    struct process_spec spec = {.argv = argv, .timeout_s = 600};
    struct process_result result;
    int status = process_run(&spec, &result, err);
    if (status == 0 && result.exit_status != 0)
        status = cause_failed(argv[0], &result, err);
    if (status == 0 && out) {
        size_t size = strlen(result.out);
        if (size > 0 && result.out[size - 1] == '\n')
            result.out[size - 1] = '\0';
        *out = result.out;
        result.out = NULL;
    }
    process_result_free(&result);
    return status;
}
