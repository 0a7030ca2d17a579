/* cell.c - runs one cell and builds its record, also of a cell that failed. */
#include "cell.h"

#include "base/words.h"
#include "environments/crowd.h"
#include "environments/exchange.h"
#include "medium/medium.h"
#include "plan/kernel_argv.h"

#include <limits.h>

static const struct plan_figure *figure_of(const struct cell *cell) {
    return &cell->plan->figure[cell->block->figure];
}

/* After a cell that could not give it back the host has the medium again, or no cell is run: never
 * is something else measured. */
static int medium_ready(const struct plan_figure *figure, struct medium *medium,
                        struct error *err) {
    if (figure->medium_bytes == 0 || medium_holder(medium) == HOLDER_HOST)
        return 0;
    return medium_mount(medium, err);
}

/* The file on the medium: one for all figures whose files are of that size. A service has its own
 * below the medium's directory. */
static int add_path(const struct cell *cell, const struct medium *medium,
                    struct parameters *parameters, struct error *err) {
    const struct parameter *size = parameters_find(parameters, "size");
    char path[PATH_MAX];
    if (figure_of(cell)->medium_bytes == 0 || figure_of(cell)->service)
        return 0;
    snprintf(path, sizeof path, "%s/data-%s", medium_directory(medium), size ? size->value : "");
    return parameters_add(parameters, "path", path, 0) < 0 ? error_failed(err, "out of memory") : 0;
}

static int add_slices(const struct plan_figure *figure, struct parameters *parameters,
                      struct error *err) {
    char slices[] = "slices", populate[] = "populate-in-turns", yes[] = "true";
    struct parameter item[] = {{slices, yes, 0}, {populate, yes, 0}};
    const struct parameters given = {.count = yields_populates(figure->yields) ? 2 : 1,
                                     .item = item};
    return figure->interleave == INTERLEAVE_SLICES && parameters_merge(parameters, &given) < 0
               ? error_failed(err, "out of memory")
               : 0;
}

int cell_arguments(const struct cell *cell, const struct environment *environment,
                   struct parameters *parameters, char ***arguments, struct error *err) {
    const struct plan_figure *figure = figure_of(cell);
    struct medium *medium = environment->context->medium;
    *parameters = (struct parameters){0};
    *arguments = NULL;
    if (medium_ready(figure, medium, err) < 0 ||
        cell_parameters(figure, cell->series, cell->block->x, parameters, err) < 0 ||
        cell_layout(&cell->block->layout, parameters, err) < 0 ||
        add_path(cell, medium, parameters, err) < 0 || add_slices(figure, parameters, err) < 0)
        return -1;
    *arguments = kernel_arguments(parameters);
    return *arguments ? 0 : error_failed(err, "out of memory");
}

static int execute(struct environment *environment, const struct plan_figure *figure,
                   const struct parameters *parameters, const char *const *arguments,
                   struct execution *execution, struct error *err) {
    if (yields_crowd(figure->yields))
        return crowd_run(environment, figure, parameters, arguments, execution, err);
    return (figure->role == ROLE_ALONE ? environment_exec : exchange_run)(
        environment, figure, arguments, execution, err);
}

json_t *cell_run(const struct cell *cell, struct environment *environment, struct error *err) {
    const struct plan_figure *figure = figure_of(cell);
    struct parameters parameters;
    struct error cause = {0};
    char **arguments;
    struct cell_watch watch;
    struct execution execution;
    execution_clear(&execution);
    int status = cell_arguments(cell, environment, &parameters, &arguments, &cause);
    if (status == 0) {
        cell_watch_begin(&watch);
        status = execute(environment, figure, &parameters, (const char *const *)arguments,
                         &execution, &cause);
        cell_watch_end(&watch, &execution);
    }
    json_t *record = NULL;
    if (status < 0 && cause.status == STATUS_INTERRUPTED)
        *err = cause;
    else if (status < 0 && !arguments)
        record = cell_failed(cell, cause.text, err);
    else
        record = cell_record(cell, environment, &parameters, &execution, status < 0 ? &cause : NULL,
                             err);
    execution_free(&execution);
    argv_free(arguments);
    parameters_free(&parameters);
    return record;
}
