/* worker.h - one thread of a run: keeps its engine full and notes what comes back. */
#ifndef VIRTAX_BLOCKIO_WORKER_H
#define VIRTAX_BLOCKIO_WORKER_H

#include "blockio/measure.h"
#include "harness/crew.h"

struct worker;

/* Opens an engine with its share of the measure's buffers; for the thread that runs it. */
struct worker *worker_open(const struct measure *measure, unsigned number, struct error *err);

/* Takes steps until the end of the window and then waits for those in flight. A failed one is
 * STATUS_FAILED naming its offset; those in flight are waited for then too. */
int worker_run(struct worker *worker, const struct window *window, struct error *err);

const struct tally *worker_tally(const struct worker *worker);
/* Empties it, while the worker does not run. */
void worker_forget(struct worker *worker);
json_t *worker_engine_evidence(const struct worker *worker);

/* To be called by the thread that opened it; the tally stays until worker_free. */
void worker_close_engine(struct worker *worker);
void worker_free(struct worker *worker);

#endif
