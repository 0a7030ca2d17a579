/* table_json.h - a figure's rows as one JSON object. */
#ifndef VIRTAX_TABLE_JSON_H
#define VIRTAX_TABLE_JSON_H

#include "output.h"

/* The columns of contract 2 by name (null where a number does not exist), warnings, A/A. */
int table_print_json(const struct results *results, size_t figure, FILE *out, struct error *err);

#endif
