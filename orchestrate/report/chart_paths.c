/* chart_paths.c - a column of boxes for each way to the medium, from the kernel down. */
#include "chart_paths.h"

#include "chart_parts.h"
#include "chart_stack.h"
#include "common/units.h"
#include "palette.h"
#include "reading.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

static const char caption[] = "Layers that a request passes, as this run had them. Numbers: mean "
                              "over blocks with half its 95 % interval.";

__attribute__((format(printf, 2, 3))) static void put(struct storage_path *path, const char *format,
                                                      ...) {
    va_list args;
    if (path->count == PATH_LAYERS)
        return;
    va_start(args, format);
    vsnprintf(path->layer[path->count++], PATH_LAYER_SIZE, format, args);
    va_end(args);
}

static const char *text_at(const json_t *object, const char *key, const char *otherwise) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : otherwise;
}

static bool begins(const char *text, const char *head) {
    return strncmp(text, head, strlen(head)) == 0;
}

/* The file system on the host: the medium's own, or the one below a layer or a disk image. */
static void put_host_file_system(const json_t *medium, struct storage_path *path) {
    const json_t *below = json_object_get(medium, "below");
    put(path, "%s, host", text_at(below ? below : medium, "file_system", "file system"));
}

static void put_guest(const json_t *record, struct storage_path *path) {
    const json_t *medium = json_object_get(record, "medium");
    const json_t *features = json_object_get(json_object_get(record, "guest"), "features");
    const char *queues = text_at(features, "queues", "default");
    bool tuned = strcmp(queues, "default") != 0;
    put(path, "%s, guest", text_at(medium, "file_system", "file system"));
    put(path, "virtio-blk%s%s%s", tuned ? " (" : "", tuned ? queues : "", tuned ? ")" : "");
    if (strcmp(text_at(features, "io-threads", ""), "on") == 0)
        put(path, "I/O thread");
    if (json_object_get(medium, "aio"))
        put(path, "QEMU, aio=%s", text_at(medium, "aio", ""));
    else
        put(path, "QEMU");
    if (json_object_get(medium, "format"))
        put(path, "%s, cache=%s", text_at(medium, "format", ""), text_at(medium, "cache", ""));
    if (json_object_get(medium, "below"))
        put_host_file_system(medium, path);
}

/* The kernel's engine, or the service that keeps its files there. */
static const char *who_asks(const json_t *record) {
    const json_t *service = json_object_get(json_object_get(record, "service"), "evidence");
    const json_t *kernel = json_object_get(json_object_get(record, "kernel"), "evidence");
    const char *name = text_at(json_object_get(service, "service"), "name", NULL);
    return name ? name : text_at(kernel, "engine", "I/O engine");
}

/* Nothing is drawn that the record does not tell. */
void storage_path_of(const struct plan_traits *traits, const json_t *record,
                     struct storage_path *path) {
    *path = (struct storage_path){0};
    const json_t *medium = json_object_get(record, "medium");
    put(path, "%s", who_asks(record));
    if (traits->kind == KIND_GUEST) {
        put_guest(record, path);
        return;
    }
    if (traits->kind == KIND_CONTAINER) {
        const char *profile = text_at(medium, "seccomp", "not told");
        put(path, "%s%s", begins(profile, "seccomp") ? "" : "seccomp: ", profile);
        put(path, traits->storage == STORAGE_LAYER ? "container's layer" : "volume");
    }
    put_host_file_system(medium, path);
}

const char *storage_medium_text(const json_t *machine, char *buffer, size_t size) {
    const json_t *media = json_object_get(machine, "media");
    const json_t *last = json_array_get(media, json_array_size(media) - 1);
    const char *kind = text_at(last, "kind", "");
    bool direct = json_is_true(json_object_get(last, "direct_io"));
    if (strcmp(kind, "loop") == 0)
        snprintf(buffer, size, "%s, %s, over a file on the host's disk",
                 text_at(last, "device", "loop device"),
                 direct ? "direct I/O" : "through the host's page cache");
    else if (strcmp(kind, "directory") == 0)
        snprintf(buffer, size, "files in %s (%s)", text_at(last, "path", "a directory"),
                 text_at(last, "file_system", "file system not told"));
    else
        snprintf(buffer, size, "%s %s", *kind ? kind : "storage medium", text_at(last, "path", ""));
    return buffer;
}

/* The last valid record: what was configured does not change within a run. */
static const json_t *record_of(const struct results *results, size_t figure, size_t series) {
    const struct plan *plan = &results->plan;
    const json_t *found = NULL;
    for (size_t i = 0; i < plan->block_count; i++) {
        const json_t *record = records_of(plan, &plan->block[i], series, &results->records);
        if (plan->block[i].figure == figure && json_is_true(json_object_get(record, "valid")))
            found = record;
    }
    return found;
}

/* Text within the picture, whose axes are columns and layers. */
static void put_text(FILE *script, const char *text, double x, double y, const char *style) {
    fprintf(script, "set label ");
    gnuplot_quote(script, text);
    fprintf(script, " at first %.4g, first %.4g center noenhanced front %s\n", x, y, style);
}

static void put_box(FILE *script, double left, double right, double y, const char *colour) {
    fprintf(script,
            "set object rectangle from first %.4g, first %.4g to first %.4g, first %.4g "
            "fillcolor rgb '%s' fillstyle solid 0.12 border linecolor rgb '%s'\n",
            left, y - 0.38, right, y + 0.38, colour, colour);
}

/* "1860 ± 40 txn/s" */
static const char *result_text(const struct summary *summary, size_t series, char *text,
                               size_t size) {
    const struct moments *moments = &summary_at(summary, series, 0)->moments;
    double half = mean_half_width(moments);
    int decimals = decimals_for(moments->mean, 3);
    if (!isfinite(moments->mean))
        snprintf(text, size, "none");
    else if (isfinite(half))
        snprintf(text, size, "%.*f ± %.*f %s", decimals, moments->mean, decimals, half,
                 summary->shown.unit);
    else
        snprintf(text, size, "%.*f %s", decimals, moments->mean, summary->shown.unit);
    return text;
}

static void put_column(FILE *script, const struct results *results, const struct summary *summary,
                       size_t series) {
    const struct plan_series *of = &summary->figure->series[series];
    const char *colour = palette_colour(summary->figure, series);
    struct storage_path path;
    storage_path_of(&of->traits, record_of(results, summary->index, series), &path);
    double x = (double)series;
    put_text(script, of->name, x, (double)PATH_LAYERS, "font ',12'");
    for (size_t i = 0; i < path.count; i++) {
        double y = (double)(PATH_LAYERS - 1 - i);
        put_box(script, x - 0.47, x + 0.47, y, colour);
        put_text(script, path.layer[i], x, y, "font ',9'");
    }
    fprintf(script,
            "set arrow from first %.4g, first %.4g to first %.4g, first 0.42 linecolor rgb '%s'\n",
            x, (double)(PATH_LAYERS - path.count) - 0.4, x, colour);
    char text[96];
    put_text(script, result_text(summary, series, text, sizeof text), x, -1.5, "font ',11'");
}

/* What is swept, of which a picture of ways has one value. */
static const char *measured_text(const struct summary *summary, char *buffer, size_t size) {
    const char *key = summary->figure->sweep_key ? summary->figure->sweep_key : "";
    snprintf(buffer, size, "%s%s%s %s", summary->figure->axis, *key ? ", " : "", key,
             summary_at(summary, 0, 0)->x);
    return buffer;
}

int chart_paths_narrow(const struct results *results, const struct summary *summary,
                       const char *path, struct error *err) {
    const struct plan_figure *plan = summary->figure;
    struct chart_stack stack;
    char medium[256], what[128], result[96], note[256];
    if (chart_stack_begin(&stack, plan->title, err) < 0)
        return -1;
    storage_medium_text(results->machine, medium, sizeof medium);
    measured_text(summary, what, sizeof what);
    for (size_t s = 0; s < plan->series_count; s++) {
        struct storage_path way;
        const char *colour = palette_colour(plan, s);
        storage_path_of(&plan->series[s].traits, record_of(results, summary->index, s), &way);
        chart_stack_series(&stack, plan->series[s].name, colour);
        for (size_t i = 0; i < way.count; i++)
            chart_stack_box(&stack, way.layer[i], "", colour);
        chart_stack_box(&stack, medium, "", CHART_INK);
        snprintf(note, sizeof note, "%s: %s", what, result_text(summary, s, result, sizeof result));
        chart_stack_note(&stack, note);
    }
    return chart_stack_end(&stack, path, err);
}

int chart_paths_script(FILE *script, const struct results *results, const struct summary *summary,
                       const char *path, struct error *err) {
    const struct plan_figure *plan = summary->figure;
    char title[256], subtitle[256], medium[256];
    snprintf(title, sizeof title, "%s  %s", plan->name, plan->title);
    struct chart_frame frame = {.title = title,
                                .subtitle =
                                    chart_subtitle(results, summary, subtitle, sizeof subtitle),
                                .caption = caption,
                                .rows = 1};
    if (gnuplot_frame(script, path, &frame, err) < 0)
        return -1;
    double last = (double)plan->series_count - 1;
    fprintf(script,
            "set lmargin at screen 0.02\nunset key\nunset border\nunset xtics\nunset ytics\n"
            "unset grid\nset xrange [-0.55:%.4g]\nset yrange [-1.9:%d.6]\n",
            last + 0.55, PATH_LAYERS);
    put_box(script, -0.5, last + 0.5, 0, CHART_INK);
    put_text(script, storage_medium_text(results->machine, medium, sizeof medium), last / 2, 0,
             "font ',11'");
    char what[128];
    put_text(script, measured_text(summary, what, sizeof what), last / 2, -0.85,
             "font ',11' textcolor rgb '" CHART_FAINT_INK "'");
    for (size_t s = 0; s < plan->series_count; s++)
        put_column(script, results, summary, s);
    fprintf(script, "plot NaN notitle\n");
    return 0;
}
