/* process.c - runs children to their ends, one or several at once. */
#include "process_private.h"

#include "cause.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "process_piped.h"

#include <errno.h>
#include <string.h>

/* Ends what is over its time; the seconds until the next is, or -1 where all are closed. */
static double time_left(struct piped *runs, size_t count) {
    double left = -1, now = clock_now();
    for (size_t i = 0; i < count; i++) {
        if (piped_is_open(&runs[i]) && runs[i].deadline <= now) {
            runs[i].timed_out = true;
            piped_end(&runs[i]);
        }
        if (piped_is_open(&runs[i]) && (left < 0 || runs[i].deadline - now < left))
            left = runs[i].deadline - now;
    }
    return left;
}

/* Polls until all outputs are closed or an interrupt comes. */
static int pump(struct piped *runs, size_t count, struct error *err) {
    struct pollfd polled[PIPED_POLLS * PROCESSES_TOGETHER + 1];
    for (double left; (left = time_left(runs, count)) >= 0;) {
        for (size_t i = 0; i < count; i++)
            piped_polls(&runs[i], &polled[PIPED_POLLS * i]);
        polled[PIPED_POLLS * count] =
            (struct pollfd){.fd = process_interrupt_fd(), .events = POLLIN};
        int wait_ms = left > 3600 ? 3600000 : (int)(left * 1e3) + 1;
        int ready = poll(polled, PIPED_POLLS * count + 1, wait_ms);
        if (ready < 0 && errno != EINTR)
            return error_errno(err, "poll");
        if (process_interrupted())
            return error_interrupted(err);
        for (size_t i = 0; ready > 0 && i < count; i++)
            if (piped_serve(&runs[i], &polled[PIPED_POLLS * i], err) < 0)
                return -1;
    }
    return 0;
}

int process_run_together(const struct process_spec *specs, size_t count,
                         struct process_result *results, struct error *err) {
    memset(results, 0, count * sizeof *results);
    if (count > PROCESSES_TOGETHER)
        return error_failed(err, "%zu processes at once, at most %d", count, PROCESSES_TOGETHER);
    cleanup_free struct piped *runs = calloc(count, sizeof *runs);
    if (!runs)
        return error_failed(err, "out of memory");
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        results[i].exit_status = -1;
        piped_init(&runs[i], &specs[i]);
        if (status == 0)
            status = piped_start(&runs[i], specs[i].input != NULL, err);
    }
    if (status == 0)
        status = pump(runs, count, err);
    for (size_t i = 0; status < 0 && i < count; i++)
        piped_end(&runs[i]);
    for (size_t i = 0; i < count; i++) {
        struct error later;
        if (piped_finish(&runs[i], &results[i], status < 0 ? &later : err) < 0)
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
