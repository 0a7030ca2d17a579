/* figure_view.c - a definition over another one. */
#include "figure_view.h"

#include "common/cleanup.h"
#include "figure_keys.h"

#include <stdbool.h>
#include <string.h>

int figure_check_lines(const struct figure *figure, int line, struct error *err) {
    bool lines = strcmp(figure->chart, "lines") == 0, right = figure->right != RIGHT_NONE;
    if (!lines && (figure->against || right))
        return error_usage(err, "%s:%d: %s: belongs to chart = lines", figure->path, line,
                           right ? "right" : "against");
    if (figure->against && right)
        return error_usage(
            err,
            "%s:%d: right: an overhead belongs to a swept value, and against has the "
            "lines stand over another metric; leave one of both out",
            figure->path, line);
    if ((figure->against || right) && figure->results.count != 1)
        return error_usage(err, "%s:%d: %s: belongs to one result, and there are %zu", figure->path,
                           line, right ? "right" : "against", figure->results.count);
    return right && figure->share_of
               ? error_usage(err, "%s:%d: right: shares (share-of) have panels, which have none",
                             figure->path, line)
               : 0;
}

static int directory_size(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? (int)(slash + 1 - path) : 0;
}

/* What only a whole view can tell. */
static int check_view(const struct figure *figure, const struct ini *ini, struct error *err) {
    const struct ini_section *own = ini_section(ini, "figure");
    for (size_t i = 0; i < ini->count; i++)
        if (&ini->section[i] != own)
            return error_usage(
                err, "%s:%d: [%s]: a view has [figure] alone; the rest is that of %s", figure->path,
                ini->section[i].line, ini->section[i].name, figure->view_of);
    if (strcmp(figure->chart, "lines") == 0 && !figure->sweep_key)
        return error_usage(err, "%s:%d: chart: lines need a [sweep] section in %s", figure->path,
                           own->line, figure->view_of);
    return figure_check_lines(figure, own->line, err);
}

int figure_read_view(const struct ini *ini, const struct parameter *of,
                     figure_reader *read_measured, struct figure *figure, struct error *err) {
    struct figure base;
    cleanup_free char *path = NULL;
    int directory = directory_size(figure->path);
    if (asprintf(&path, "%.*s%s.ini", directory, figure->path, of->value) < 0)
        return error_failed(err, "%s: out of memory", figure->path);
    if (strchr(of->value, '/') || strcmp(of->value, figure->name) == 0)
        return error_usage(err, "%s:%d: of: '%s' is no name of another figure", figure->path,
                           of->line, of->value);
    if (read_measured(path, &base, err) < 0)
        return error_wrap(err, "%s:%d: of", figure->path, of->line);
    char *const own[] = {figure->path, figure->name};
    free(base.name);
    *figure = base;
    figure->measured = base.path;
    figure->path = own[0];
    figure->name = own[1];
    return figure_take_view(figure->path, ini_section(ini, "figure"), figure, err) < 0
               ? -1
               : check_view(figure, ini, err);
}
