/* report.c - report.html: one self-contained file, no links to elsewhere, and whole without its
 * script. */
#include "output.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "report_parts.h"

static bool emulated(const struct results *results) {
    for (size_t f = 0; f < results->summary_count; f++)
        if (results->summary[f].emulated)
            return true;
    return false;
}

static const char *title_of(const struct plan *plan, char *buffer, size_t size) {
    if (plan->figure_count == 1)
        snprintf(buffer, size, "%s: %s", plan->figure[0].name, plan->figure[0].title);
    else
        snprintf(buffer, size, "%zu figures", plan->figure_count);
    return buffer;
}

static void put_link(FILE *out, const char *joint, const char *id, const char *words) {
    fprintf(out, "%s<a href=\"#", joint);
    html_text(out, id);
    fputs("\">", out);
    html_text(out, words);
    fputs("</a>", out);
}

static void put_contents(FILE *out, const struct results *results) {
    static const struct {
        const char *id, *words;
    } parts[] = {{"limits", "What this host cannot say"},
                 {"machine", "On what"},
                 {"repeat", "How to repeat it"}};
    const char *joint = "";
    char words[256];
    fputs("<nav aria-label=\"contents\">", out);
    for (size_t f = 0; f < results->plan.figure_count; f++, joint = " &middot; ") {
        const struct plan_figure *figure = &results->plan.figure[f];
        snprintf(words, sizeof words, "%s %s", figure->name, figure->title);
        put_link(out, joint, figure->name, words);
    }
    if (results->statements.count > 0)
        put_link(out, joint, "claims", "The study's claims");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        put_link(out, " &middot; ", parts[i].id, parts[i].words);
    fputs("</nav>\n", out);
}

static void put_header(FILE *out, const struct results *results, const char *title) {
    const struct plan *plan = &results->plan;
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p><h1>", out);
    html_text(out, title);
    fputs("</h1>\n<p class=\"faint\">", out);
    html_printf(out, "Profile %s, seed %ju, planned %s, virtax %s", plan->profile,
                (uintmax_t)plan->seed, plan->created, plan->version);
    const json_t *before = json_object_get(results->machine, "before");
    const char *model = json_string_value(json_object_get(before, "cpu_model"));
    const char *kernel = json_string_value(json_object_get(before, "kernel"));
    if (model)
        html_printf(out, ", on %s", model);
    if (kernel)
        html_printf(out, ", Linux %s", kernel);
    fputs("</p>\n", out);
    put_contents(out, results);
    fputs("</header>\n", out);
    if (emulated(results))
        fputs(
            "<p class=\"note banner\"><b>emulated, not KVM:</b> these numbers say what TCG costs, "
            "not what KVM costs.</p>\n",
            out);
}

static void put_page(FILE *out, const struct results *results) {
    char title[256], of_page[264];
    title_of(&results->plan, title, sizeof title);
    snprintf(of_page, sizeof of_page, "virtax %s", title);
    html_begin(out, of_page, 0);
    put_header(out, results, title);
    report_overview(out, results);
    report_limits(out, results);
    report_claims(out, results);
    if (results->records.torn)
        html_put(out, HTML_NOTE,
                 "The last line of records.jsonl is torn: the run was cut off while writing, and "
                 "that record does not count.");
    for (size_t f = 0; f < results->summary_count; f++)
        report_figure(out, results, f);
    report_machine(out, results);
    report_repeat(out, results);
    html_end(out);
}

int report_write(const struct results *results, struct error *err) {
    cleanup_free char *path = NULL;
    cleanup_free char *text = NULL;
    size_t size = 0;
    if (asprintf(&path, "%s/report.html", results->directory) < 0)
        return error_errno(err, "%s", results->directory);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_page(out, results);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    return file_write(path, text, size, err);
}
