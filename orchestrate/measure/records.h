/* records.h - results/NAME/records.jsonl: one synced line for each executed cell, never edited.
 *
 * Lines are objects of schema "virtax-record/1" (docs/results.md) or "virtax-void/1". A void makes
 * the records of its cell that stand before it not count. A torn last line (a crash in the middle
 * of write(2)) is not a record; the next append starts by cutting it off. */
#ifndef VIRTAX_RECORDS_H
#define VIRTAX_RECORDS_H

#include "plan/plan.h"

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

/* The records that count, in file order. */
struct records {
    json_t *live;    /* array of virtax-record/1 objects */
    json_t *by_cell; /* the same, by cell, for records_find */
    size_t voided;   /* records that a later line voided */
    bool torn;       /* the last line was incomplete */
};

/* Reads all records. A missing file is no records. A line in the middle that is no JSON object of
 * a known schema, or a second record of a cell without a void between, is an error
 * "PATH:LINE: cause". */
int records_read(const char *path, struct records *records, struct error *err);
void records_free(struct records *records);

/* How far a file has been read. */
struct records_place {
    off_t offset;
    unsigned line;
};

/* Reads the whole lines after `place`, which it moves, of a file that somebody else goes on to
 * write: into by_cell alone, not into `live`. `fresh` (NULL: nobody asks) gets the records among
 * them. A torn last line is left for the next call; a file that is shorter than what was read of it
 * is an error. */
int records_follow(const char *path, struct records *records, struct records_place *place,
                   json_t *fresh, struct error *err);

/* The live record of a cell, borrowed, or NULL. */
const json_t *records_find(const struct records *records, const char *cell);

/* The same of the cell that a series has in a block. NULL also where the block's figure has fewer
 * series. */
const json_t *records_of(const struct plan *plan, const struct plan_block *block, size_t series,
                         const struct records *records);

/* Appends one object as one line and syncs it. A partly written line (full disk) is cut off again,
 * so that earlier records stay intact; the error says so. */
int records_append(const char *path, const json_t *object, struct error *err);

/* Appends {"schema":"virtax-void/1","cell":cell,"round":round,"why":why}. */
int records_void(const char *path, const char *cell, unsigned round, const char *why,
                 struct error *err);

#endif
