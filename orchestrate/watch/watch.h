/* watch.h - the state of a run that another process measures, from what that one writes: nothing
 * is locked or written there. */
#ifndef VIRTAX_WATCH_H
#define VIRTAX_WATCH_H

#include "measure/measurer.h"
#include "measure/records.h"

enum watch_phase {
    WATCH_ABSENT,      /* there is no plan */
    WATCH_GOES_ON,     /* or nothing says that it does not */
    WATCH_WHOLE,       /* all cells have a record, and no more are going to be planned */
    WATCH_INTERRUPTED, /* it ended before */
    WATCH_GONE,        /* it was killed */
};

struct watch {
    char *directory;
    struct plan plan;
    struct records records;
    json_t *machine; /* NULL: not written yet */
    json_t *fresh;   /* records that came with the last look, in their order */
    enum watch_phase phase;
    size_t cells, done;   /* of the plan */
    size_t failed, gated; /* of these */
    double left_s;        /* until all are measured: about; NAN before anything is known of it */
    char now[256];        /* what is measured, or next; "" where nothing is */
    struct watch_files *files; /* as they were at the last look */
};

int watch_open(const char *directory, struct watch *watch, struct error *err);
void watch_close(struct watch *watch);

/* Looks again, and reads what is new. 1: something is; 0: nothing is. An error where what is there
 * cannot be read; that a last line is not whole yet, or a file not there, is none. */
int watch_look(struct watch *watch, struct error *err);

/* "copy 25.3, triad 26.4 GB/s" of a record that counts. Returns buffer. */
const char *watch_values(const struct watch *watch, const json_t *record, char *buffer,
                         size_t size);

/* How it ended, or goes on, in one line. Returns buffer. */
const char *watch_words(const struct watch *watch, char *buffer, size_t size);

/* The exit status that a phase stands for: as `virtax run` would end, but for an A/A gate. */
int watch_status(const struct watch *watch);

/* Writes a page that loads itself again every `reload` seconds (0: never). It is replaced as a
 * whole, since a browser that met half of it would not load it again. */
int watch_write_html(const struct watch *watch, const char *path, unsigned reload,
                     struct error *err);

#endif
