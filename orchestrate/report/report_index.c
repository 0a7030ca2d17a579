/* report_index.c - a page over a directory of results. */
#include "output.h"
#include "report_parts.h"

#include "base/durable.h"
#include "base/words.h"
#include "common/cleanup.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A run, or why it cannot be read. */
struct entry {
    char *name;
    bool readable, reported; /* has a report.html */
    struct results results;
    struct error why;
};

static bool has(const char *directory, const char *name, const char *file) {
    cleanup_free char *path = NULL;
    if (asprintf(&path, "%s/%s/%s", directory, name, file) < 0)
        path = NULL;
    return path && access(path, F_OK) == 0;
}

static int find(const char *directory, struct words *names, struct error *err) {
    DIR *listing = opendir(directory);
    const struct dirent *file;
    int status = 0;
    if (!listing)
        return error_errno(err, "%s", directory);
    while (status == 0 && (file = readdir(listing)))
        if (file->d_name[0] != '.' && has(directory, file->d_name, "plan.json"))
            status = words_add(names, file->d_name);
    closedir(listing);
    return status < 0 ? error_failed(err, "out of memory") : 0;
}

static void open_entry(const char *directory, char *name, struct entry *entry) {
    cleanup_free char *path = NULL;
    *entry = (struct entry){.name = name, .reported = has(directory, name, "report.html")};
    if (asprintf(&path, "%s/%s", directory, name) < 0)
        error_failed(&entry->why, "out of memory");
    else
        entry->readable = results_open(path, &entry->results, &entry->why) == 0;
}

static const char *created_of(const struct entry *entry) {
    return entry->readable ? entry->results.plan.created : "";
}

static int latest_first(const void *a, const void *b) {
    const struct entry *one = a, *other = b;
    int order = strcmp(created_of(other), created_of(one));
    return order ? order : strcmp(one->name, other->name);
}

static void put_name(FILE *out, const struct entry *entry) {
    fputs("<th scope=\"row\">", out);
    if (entry->reported) {
        fputs("<a href=\"", out);
        for (const char *letter = entry->name; *letter; letter++)
            html_printf(out, strchr("%?#", *letter) ? "%%%02X" : "%c", (unsigned char)*letter);
        fputs("/report.html\">", out);
    }
    html_text(out, entry->name);
    fputs(entry->reported ? "</a></th>" : "</th>", out);
}

/* Each series once. */
static void put_series(FILE *out, const struct plan *plan) {
    cleanup_json json_t *names = json_object();
    const char *name, *joint = "";
    json_t *value;
    for (size_t f = 0; f < plan->figure_count; f++)
        for (size_t s = 0; s < plan->figure[f].series_count; s++)
            json_object_set_new(names, plan->figure[f].series[s].name, json_true());
    json_object_foreach(names, name, value) {
        html_printf(out, "%s%s", joint, name);
        joint = ", ";
    }
}

static void put_cells(FILE *out, const struct results *results) {
    const struct plan *plan = &results->plan;
    size_t planned = 0, valid = 0;
    for (size_t b = 0; b < plan->block_count; b++)
        for (size_t s = 0; s < plan->figure[plan->block[b].figure].series_count; s++) {
            const json_t *record = records_of(plan, &plan->block[b], s, &results->records);
            planned++;
            valid += json_is_true(json_object_get(record, "valid"));
        }
    html_card(out, "valid cells");
    html_printf(out, "%zu of %zu", valid, planned);
    fputs("</td>", out);
}

static void put_entry(FILE *out, const struct entry *entry) {
    const struct plan *plan = &entry->results.plan;
    const json_t *before = json_object_get(entry->results.machine, "before");
    const char *model = json_string_value(json_object_get(before, "cpu_model"));
    const char *kernel = json_string_value(json_object_get(before, "kernel"));
    fputs("<tr>", out);
    put_name(out, entry);
    if (!entry->readable) {
        html_put(out, "td colspan=\"6\" class=\"worse\"", "%s", entry->why.text);
        fputs("</tr>\n", out);
        return;
    }
    html_card(out, "planned");
    html_printf(out, "%.10s %.5s", plan->created,
                strlen(plan->created) > 11 ? plan->created + 11 : "");
    fputs("</td>", out);
    html_card(out, "figures");
    for (size_t f = 0; f < plan->figure_count; f++)
        html_printf(out, "%s%s", f ? ", " : "", plan->figure[f].name);
    fputs("</td>", out);
    html_card(out, "environments");
    put_series(out, plan);
    fputs("</td>", out);
    html_card(out, "profile");
    html_printf(out, "%s", plan->profile);
    fputs("</td>", out);
    html_card(out, "on");
    html_printf(out, "%s%s%s", model ? model : "-", kernel ? ", Linux " : "", kernel ? kernel : "");
    fputs("</td>", out);
    put_cells(out, &entry->results);
    fputs("</tr>\n", out);
}

static void put_page(FILE *out, const struct entry *entry, size_t count) {
    static const char *const headings[] = {"run",     "planned", "figures",    "environments",
                                           "profile", "on",      "valid cells"};
    html_begin(out, "virtax results", 0);
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p>", out);
    html_put(out, "h1", "%zu run%s", count, count == 1 ? "" : "s");
    fputs("</header><section>\n" HTML_TABLE(" class=\"cards\""), out);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_put(out, "th scope=\"col\"", "%s", headings[i]);
    fputs(HTML_ROWS, out);
    for (size_t i = 0; i < count; i++)
        put_entry(out, &entry[i]);
    fputs(HTML_TABLE_END "</section>\n", out);
    html_end(out);
}

static int write_page(const char *directory, const struct entry *entry, size_t count,
                      struct error *err) {
    cleanup_free char *path = NULL;
    cleanup_free char *text = NULL;
    size_t size = 0;
    if (asprintf(&path, "%s/index.html", directory) < 0)
        return error_errno(err, "%s", directory);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_page(out, entry, count);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    return file_write(path, text, size, err);
}

int index_write(const char *directory, struct error *err) {
    struct words names = {0};
    int status = find(directory, &names, err);
    struct entry *entry = calloc(names.count + 1, sizeof *entry);
    if (status == 0 && !entry)
        status = error_errno(err, "an index of %zu runs", names.count);
    if (status == 0 && names.count == 0)
        status = error_usage(err, "%s: holds no run", directory);
    if (status == 0) {
        for (size_t i = 0; i < names.count; i++)
            open_entry(directory, names.word[i], &entry[i]);
        qsort(entry, names.count, sizeof *entry, latest_first);
        status = write_page(directory, entry, names.count, err);
        for (size_t i = 0; i < names.count; i++)
            if (entry[i].readable)
                results_free(&entry[i].results);
    }
    free(entry);
    words_free(&names);
    return status;
}
