/* process.h - child processes: start, watch, stop. Forking is done here and nowhere else, the
 * accelerator probe apart.
 *
 * A child gets its own process group and dies with us (prctl(2), PR_SET_PDEATHSIG), so that kill -9
 * of virtax leaves no measurement running. */
#ifndef VIRTAX_PROCESS_H
#define VIRTAX_PROCESS_H

#include "common/cpu_set.h"
#include "common/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Called on every complete line of one of the child's streams, with the host's CLOCK_MONOTONIC in
 * seconds at the read(2) that brought it. */
typedef void process_line(const char *line, double now_s, void *context);

struct process_spec {
    const char *const *argv;        /* NULL-terminated; argv[0] is looked up in PATH */
    const char *const *environment; /* NULL: inherited; else exactly these, NULL-terminated */
    const char *directory;          /* NULL: inherited */
    const char *input;              /* NULL: /dev/null; else these bytes on stdin */
    size_t input_size;
    const struct cpu_set *cpus;     /* NULL: inherited; else the CPU mask before exec */
    const char *memory_nodes;       /* NULL: inherited; else the NUMA nodes, e.g. "0" or "0-1" */
    bool interleave;                /* memory_nodes interleaved instead of bound */
    bool no_transparent_huge_pages; /* for it and its children: prctl(2), PR_SET_THP_DISABLE */
    const char *output;             /* process_start: a new file for stdout; NULL: the log */
    const char *network; /* NULL: ours; else a network namespace as ip-netns(8) names it */
    double timeout_s;    /* 0: none */
    process_line *on_stderr_line, *on_stdout_line; /* may be NULL */
    void *context;
};

struct process_result {
    int exit_status; /* of the child; 128 + N where signal N ended it */
    bool timed_out;
    double wall_s;
    char *out; /* stdout, NUL-terminated, at most 64 MiB kept */
    size_t out_size;
    char *err; /* stderr, NUL-terminated, the last 64 KiB */
};

/* Runs to the end. Fails where the child cannot be started, and with STATUS_INTERRUPTED where
 * Ctrl-C came meanwhile (the child's group is then ended). A child that fails is no failure here:
 * look at exit_status and timed_out. Free the result in every case. */
int process_run(const struct process_spec *spec, struct process_result *result, struct error *err);

enum { PROCESSES_TOGETHER = 64 };

/* The same for several that run at once, PROCESSES_TOGETHER at most. Where one cannot be started,
 * or after Ctrl-C, all are ended. One that fails or is over its time leaves the others alone;
 * results[i].wall_s of one that ends early includes the wait for the others. Callbacks come from
 * this thread, one at a time. Free all results in every case. */
int process_run_together(const struct process_spec *specs, size_t count,
                         struct process_result *results, struct error *err);
void process_result_free(struct process_result *result);

/* As process_run, but a child that exits other than 0 is an error with its cause (cause.h). stdout
 * without its last newline goes to *out (free it) unless `out` is NULL. */
int process_check(const char *const *argv, char **out, struct error *err);

/* A child that stays: QEMU, a private daemon. */
struct process_child {
    pid_t pid; /* 0: none */
    int input; /* write end of its stdin where asked for, else -1 */
};

/* Starts a child with stdout and stderr appended to `log`; its stdin is a pipe that
 * we hold where `keep_input`, else /dev/null. spec->input, timeout and callbacks do not apply. */
int process_start(const struct process_spec *spec, const char *log, bool keep_input,
                  struct process_child *child, struct error *err);

/* True while it runs; reaps it and puts the exit status otherwise. */
bool process_alive(struct process_child *child, int *exit_status);

/* Was it stopped (kill -STOP) and continued since this was last asked? */
bool process_continued(const struct process_child *child);

/* Closes its stdin, waits `grace_s`, then SIGTERM, waits, then SIGKILL; reaps it. Safe on a child
 * that is gone. */
void process_stop(struct process_child *child, double grace_s);

/* Installs handlers for SIGINT, SIGTERM and, unless it is ignored, SIGHUP (and ignores SIGPIPE);
 * process_interrupted() tells whether one came. Sleeping that ends at once on an interrupt:
 * process_sleep, true if undisturbed. Watches for stops (stops.h) too.
 */
void process_catch_signals(void);
bool process_interrupted(void);

/* Readable once an interrupt came, for whoever waits with poll(2): one that comes between a look at
 * process_interrupted() and the wait would not end that. -1 before process_catch_signals, and while
 * shielded. */
int process_interrupt_fd(void);

bool process_sleep(double seconds);

/* While shielded, an interrupt waits: what was made must be unmade also after Ctrl-C. Returns the
 * state before, to be put back. */
bool process_shield(bool on);

#endif
