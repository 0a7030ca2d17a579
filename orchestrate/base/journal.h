/* journal.h - everything a run makes outside its results, listed before it is made.
 *
 * One file for each run in the state directory, locked by its owner while it lives. Undoing goes
 * in reverse order through the same code for a normal end, for Ctrl-C, and for `virtax clean`
 * after kill -9. A new kind of thing is one line in the table of journal.c. */
#ifndef VIRTAX_JOURNAL_H
#define VIRTAX_JOURNAL_H

#include "common/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* The environment variable that names another state directory, by a full path. Runs and cleanings
 * see only what is in their own: for tests, which count what is found there. */
#define JOURNAL_STATE "VIRTAX_STATE"

/* Where journals and run-time directories live: $VIRTAX_STATE, else /run/virtax for root, else
 * $XDG_RUNTIME_DIR/virtax (where that is ours: su(1) hands on root's) or /tmp/virtax-UID. Short,
 * since socket paths below it are limited to 107 bytes. Never NULL. */
const char *journal_state_directory(void);

/* 1 where it is there and ours, 0 where there is none, -1 where something else is in its place.
 * With `make` it is made. */
int journal_state_ours(bool make, struct error *err);

struct journal; /* opaque */

/* Starts this run's journal (creating the state directory). */
int journal_open(struct journal **journal, struct error *err);

/* The name of this run's things: "vtx-PID". */
const char *journal_prefix(const struct journal *journal);

/* Lists a thing (synced) before it is made. Kinds: "directory" (name: path; removed with all in
 * it), "process" (name: pid, value: start time from journal_process_start; killed with its group if
 * it is still the same), "setting" (name: path, value: old content; written back), "limit"
 * (name: path, value: what is written there to lift it), "huge-pages" (name: an nr_hugepages,
 * value: pages added; taken off again, whatever others added meanwhile), "container" (name, value:
 * "COMMAND HOST", a client with docker(1)'s words and DOCKER_HOST or ""; rm -f), "ssh-setting"
 * (name: path there, value: "DESTINATION OLD"), "ssh-directory" (name: path there, value:
 * destination), "link" (name: an interface of ours; deleted), "trusted-link" (name: an interface
 * that firewalld lets everything through; no more), "chain" (name: of iptables' filter; removed
 * where it has no rules but a jump to the chain that `value` names), "namespace" (name: a network
 * namespace as ip-netns(8) names it; what runs in it is killed, then it is deleted), "file" (name:
 * path), "loop" (name: device, value: the file below it), "mount" (name: where, value: device),
 * "bind" (name: where). Returns an id
 * >= 0, or -1. */
int journal_add(struct journal *journal, const char *kind, const char *name, const char *value,
                struct error *err);

/* Lists a process of ours that has just been started; likewise. */
int journal_add_process(struct journal *journal, int pid, struct error *err);

/* Lists a directory, and makes it. *id: its id, also where making it failed; -1: not listed. */
int journal_make_directory(struct journal *journal, const char *path, mode_t mode, int *id,
                           struct error *err);

/* Undoes one thing now and crosses it out. Undoing what is already gone succeeds. */
int journal_undo(struct journal *journal, int id, struct error *err);

/* Crosses out a thing that its owner has unmade without the journal. */
int journal_forget(struct journal *journal, int id, struct error *err);

/* Undoes all that is left in reverse order and removes the journal. Goes on after a failure and
 * reports each. */
int journal_close(struct journal *journal, struct error *err);

/* Undoes what dead runs left (journals whose lock is free), one line for each thing to `out`.
 * Returns how many things were undone, or -1. */
int journal_clean(FILE *out, struct error *err);

/* The start time of a process in clock ticks since boot (proc(5), stat field 22) as text, so that a
 * reused pid is never killed; "" where there is no such process. */
const char *journal_process_start(int pid, char *buffer, size_t size);

#endif
