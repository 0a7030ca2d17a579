/* cell.h - one cell: a kernel run in one environment, made into a record. */
#ifndef VIRTAX_CELL_H
#define VIRTAX_CELL_H

#include "cell_record.h"

/* What the kernel of a cell is given in an environment that is up, as parameters and as words of
 * its command line; a storage medium is then with the host. The caller frees both (argv_free), also
 * after an error. */
int cell_arguments(const struct cell *cell, const struct environment *environment,
                   struct parameters *parameters, char ***arguments, struct error *err);

/* Runs the cell in an environment that is up and returns its record. A kernel that crashes, hangs
 * or fails its check, and an environment that fails, give a record that says so and is not valid.
 * NULL only on an interrupt or where memory is short. */
json_t *cell_run(const struct cell *cell, struct environment *environment, struct error *err);

#endif
