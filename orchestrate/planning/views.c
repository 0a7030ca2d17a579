/* views.c - by the file of the definition that both have their cells from. */
#include "views.h"

#include "base/array.h"
#include "base/words.h"
#include "common/cleanup.h"
#include "plan/yields.h"
#include "yields_check.h"

#include <stdlib.h>
#include <string.h>

/* Of one name there may be several. NULL where memory is short, or the file is gone. */
static char *root_of(const struct figure *figure) {
    return realpath(figure->measured ? figure->measured : figure->path, NULL);
}

void views_free(struct views *views) {
    words_free(&views->roots);
    for (size_t i = 0; i < views->count; i++)
        figure_free(&views->view[i].figure);
    free(views->view);
    *views = (struct views){0};
}

int views_note(struct views *views, const struct figure *figure, struct error *err) {
    cleanup_free char *root = root_of(figure);
    if (!root)
        return error_errno(err, "%s", figure->path);
    return words_add(&views->roots, root) < 0 ? error_failed(err, "out of memory") : 0;
}

bool views_take(struct views *views, struct figure *figure) {
    cleanup_free char *root = root_of(figure);
    int of = root ? words_index(&views->roots, root) : -1;
    struct view *view = of < 0 ? NULL : array_add(views->view, views->count);
    if (!view)
        return false;
    *view = (struct view){*figure, (size_t)of};
    *figure = (struct figure){0};
    return true;
}

static int set(char **to, const char *text) {
    char *copy = plan_copy(text);
    free(*to);
    *to = copy;
    return text && !copy ? -1 : 0;
}

int view_texts(const struct figure *figure, struct plan_figure *planned, struct error *err) {
    words_free(&planned->results);
    planned->right = figure->right;
    if (set(&planned->title, figure->title) < 0 || set(&planned->metric, figure->metric) < 0 ||
        set(&planned->unit, figure->unit) < 0 || set(&planned->axis, figure->axis) < 0 ||
        set(&planned->chart, figure->chart) < 0 || set(&planned->paper, figure->paper) < 0 ||
        set(&planned->against, figure->against) < 0 ||
        words_join(&planned->results, &figure->results) < 0)
        return error_failed(err, "out of memory");
    return yields_check(figure, planned->yields, err);
}

int views_add(const struct views *views, struct plan *plan, struct error *err) {
    for (size_t i = 0; i < views->count; i++) {
        const struct view *view = &views->view[i];
        struct plan_figure *planned = plan_add_view(plan, view->of, view->figure.name, err);
        if (!planned || view_texts(&view->figure, planned, err) < 0)
            return -1;
    }
    return 0;
}
