/* run.c - counters of a server that only grow, as what they grew by. */
#include "sqlload/run.h"

static double status(const json_t *facts, const char *name) {
    return json_number_value(json_object_get(json_object_get(facts, "status"), name));
}

double run_counted(const struct run *run, const char *name) {
    return status(run->after, name) - status(run->before, name);
}
