/* report_hosts.c - the same figures on several hosts, in one page. */
#include "report_parts.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "reading.h"
#include "statistics/hosts.h"

#include <math.h>
#include <string.h>

/* What the page is of. */
struct hosts {
    const struct results *run;
    size_t count;
};

static const struct summary *summary_named(const struct results *run, const char *figure) {
    int f = plan_figure_index(&run->plan, figure);
    return f >= 0 ? &run->summary[f] : NULL;
}

static const json_t *fact_of(const struct results *run, const char *key) {
    return json_object_get(json_object_get(run->machine, "before"), key);
}

static void put_host(FILE *out, const struct hosts *hosts, size_t host) {
    static const char *const keys[] = {"cpu_model", "cpus", "kernel"};
    const struct results *run = &hosts->run[host];
    fputs("<tr>", out);
    html_put(out, "th scope=\"row\"", "%c", (char)('A' + host));
    html_put(out, "td", "%s", run->directory);
    html_put(out, "td", "%s", run->plan.created);
    html_put(out, "td", "%s", run->plan.profile);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        fputs("<td>", out);
        html_json(out, fact_of(run, keys[i]));
        fputs("</td>", out);
    }
    html_put(out, "td class=\"number\"", "%.1f GiB",
             json_number_value(fact_of(run, "memory_bytes")) / (1 << 30));
    fputs("</tr>\n", out);
}

/* No fact tells that two hosts are two, but equal ones raise the question. */
static bool may_be_one(const struct results *a, const struct results *b) {
    static const char *const keys[] = {"cpu_model", "cpus", "memory_bytes", "kernel"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!fact_of(a, keys[i]) || !json_equal(fact_of(a, keys[i]), fact_of(b, keys[i])))
            return false;
    return true;
}

static void warn_of_one(FILE *out, const struct hosts *hosts) {
    const char *joint = "<" HTML_NOTE ">";
    for (size_t a = 0; a < hosts->count; a++)
        for (size_t b = a + 1; b < hosts->count; b++)
            if (may_be_one(&hosts->run[a], &hosts->run[b])) {
                fprintf(out, "%s%c and %c", joint, (char)('A' + a), (char)('A' + b));
                joint = ", ";
            }
    if (strcmp(joint, ", ") == 0)
        fputs(" may be one machine: two runs of it are no two hosts, and tell nothing of what "
              "hosts have in common.</p>\n",
              out);
}

static void put_hosts(FILE *out, const struct hosts *hosts) {
    static const char *const headings[] = {"host", "results", "planned", "profile",
                                           "CPU",  "CPUs",    "Linux"};
    fputs("<section id=\"hosts\"><h2>Hosts</h2>\n" HTML_TABLE(" class=\"wrap\""), out);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_put(out, "th scope=\"col\"", "%s", headings[i]);
    html_put(out, HTML_NUMBERS, "memory");
    fputs(HTML_ROWS, out);
    for (size_t h = 0; h < hosts->count; h++)
        put_host(out, hosts, h);
    fputs(HTML_TABLE_END, out);
    warn_of_one(out, hosts);
    fputs("</section>\n", out);
}

/* A host's own row; NULL where it has none, or measures something else by that name, or only
 * emulates what others have. */
static const struct summary_row *row_on(const struct results *run, const struct summary *like,
                                        const struct summary_row *row, bool emulated) {
    const struct summary *summary = summary_named(run, like->figure->name);
    const struct summary_row *own =
        summary && summary->row_count > 0 ? summary_find(summary, row->series, row->x) : NULL;
    if (!own || strcmp(own->metric, row->metric) != 0 || strcmp(own->unit, row->unit) != 0)
        return NULL;
    bool is = plan_is_emulated(&run->plan, &summary->figure->series[own->planned]);
    return is == emulated ? own : NULL;
}

static const char *step_text(enum scale scale, double step, const char *unit, char *text,
                             size_t size) {
    char number[32];
    if (isfinite(step))
        snprintf(text, size, "%s %s",
                 rounded(scale == BY_RATIO ? 100 * step : step, true, number, sizeof number),
                 step_unit(scale, unit));
    else
        snprintf(text, size, "-");
    return text;
}

static void put_over(FILE *out, const struct summary *like, const struct summary_row *row,
                     const struct over_hosts *over) {
    struct summary_row as = *row;
    char text[120];
    as.against = (struct comparison){.p = NAN};
    *(over->scale == BY_RATIO ? &as.against.ratio : &as.against.difference) = over->estimate;
    as.moments.n = over->estimate.n;
    html_number(out, (double)over->estimate.n, 0);
    html_put(out, "td class=\"number\"", "%s", overhead_text(like, &as, text, sizeof text));
    html_put(out, "td class=\"number\"", "%s", interval_text(like, &as, text, sizeof text));
    html_put(out, "td class=\"number\"", "%s",
             step_text(over->scale, over->between, row->unit, text, sizeof text));
    html_put(out, "td class=\"number\"", "%s",
             step_text(over->scale, over->within, row->unit, text, sizeof text));
}

static void put_row(FILE *out, const struct hosts *hosts, const struct summary *like, size_t series,
                    size_t x, bool emulated) {
    const struct summary_row *row = summary_at(like, series, x), *own[HOSTS_MOST];
    const struct comparison *against[HOSTS_MOST];
    char text[120], interval[120];
    for (size_t h = 0; h < hosts->count; h++) {
        own[h] = row_on(&hosts->run[h], like, row, emulated);
        against[h] = own[h] ? &own[h]->against : NULL;
    }
    const struct over_hosts over = over_hosts(against, hosts->count);
    if (over.estimate.n == 0)
        return;
    fputs("<tr><td>", out);
    html_series(out, like, series);
    fputs(emulated ? " (emulated)</td>" : "</td>", out);
    html_put(out, "td", "%s", row->x);
    put_over(out, like, row, &over);
    for (size_t h = 0; h < hosts->count; h++)
        html_put(out, "td class=\"number\"", "%s %s",
                 own[h] ? overhead_text(like, own[h], text, sizeof text) : "-",
                 own[h] ? interval_text(like, own[h], interval, sizeof interval) : "");
    fputs("</tr>\n", out);
}

static const char *value_on(const struct results *run, const char *figure, const char *key) {
    const struct summary *summary = summary_named(run, figure);
    const struct parameter *own =
        summary ? parameters_find(&summary->figure->parameters, key) : NULL;
    return own ? own->value : NULL;
}

/* Hosts choose their own sizes and threads: what differs belongs beside what came out. */
static void put_differing(FILE *out, const struct hosts *hosts, const struct plan_figure *figure) {
    for (size_t i = 0; i < figure->parameters.count; i++) {
        const struct parameter *parameter = &figure->parameters.item[i];
        bool differs = false;
        for (size_t h = 0; h < hosts->count; h++) {
            const char *value = value_on(&hosts->run[h], figure->name, parameter->key);
            differs = differs || (value && strcmp(value, parameter->value) != 0);
        }
        if (!differs)
            continue;
        fputs("<" HTML_NOTE ">", out);
        html_printf(out, "--%s differs:", parameter->key);
        for (size_t h = 0; h < hosts->count; h++) {
            const char *value = value_on(&hosts->run[h], figure->name, parameter->key);
            html_printf(out, " %c %s%s", (char)('A' + h), value ? value : "-",
                        h + 1 < hosts->count ? "," : "");
        }
        fputs("</p>\n", out);
    }
}

static void put_figure(FILE *out, const struct hosts *hosts, const struct summary *like) {
    static const char *const numbers[] = {"hosts", "overhead", "95 % interval", "between hosts",
                                          "within"};
    fputs("<section id=\"", out);
    html_text(out, like->figure->name);
    fputs("\">", out);
    html_put(out, "h2", "%s %s", like->figure->name, like->figure->title);
    fputs(HTML_TABLE("") "<th scope=\"col\">series</th><th scope=\"col\">x</th>", out);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        html_put(out, HTML_NUMBERS, "%s", numbers[i]);
    for (size_t h = 0; h < hosts->count; h++)
        html_put(out, HTML_NUMBERS, "%c", (char)('A' + h));
    fputs(HTML_ROWS, out);
    for (size_t x = 0; x < summary_x_count(like); x++)
        for (size_t s = 1; s < like->series_count; s++)
            for (int emulated = 0; emulated < 2; emulated++)
                put_row(out, hosts, like, s, x, emulated);
    fputs(HTML_TABLE_END, out);
    put_differing(out, hosts, like->figure);
    fputs("</section>\n", out);
}

static size_t hosts_with(const struct hosts *hosts, const char *figure) {
    size_t found = 0;
    for (size_t h = 0; h < hosts->count; h++)
        found += summary_named(&hosts->run[h], figure) != NULL;
    return found;
}

/* Those of the first host that has it, where others have it too. */
static size_t put_figures(FILE *out, const struct hosts *hosts) {
    size_t put = 0;
    for (size_t h = 0; h < hosts->count; h++)
        for (size_t f = 0; f < hosts->run[h].summary_count; f++) {
            const struct summary *like = &hosts->run[h].summary[f];
            const struct hosts before = {hosts->run, h};
            if (like->series_count < 2 || hosts_with(&before, like->figure->name) > 0 ||
                hosts_with(hosts, like->figure->name) < 2)
                continue;
            put_figure(out, hosts, like);
            put++;
        }
    return put;
}

static size_t put_page(FILE *out, const struct hosts *hosts) {
    html_begin(out, "virtax hosts", 0);
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p>", out);
    html_put(out, "h1", "%zu hosts", hosts->count);
    html_put(out, HTML_FAINT,
             "The host is the block here: an overhead is the mean of what each host says, its "
             "interval a t interval over hosts. Between hosts: the standard deviation that is left "
             "for the hosts when their own errors (within) are taken off.");
    fputs("</header>\n", out);
    put_hosts(out, hosts);
    size_t figures = put_figures(out, hosts);
    html_end(out);
    return figures;
}

int hosts_write(const struct results *run, size_t count, const char *path, struct error *err) {
    const struct hosts hosts = {run, count};
    cleanup_free char *text = NULL;
    size_t size = 0;
    if (count < 2 || count > HOSTS_MOST)
        return error_usage(err, "a page over hosts needs 2 to %d results directories", HOSTS_MOST);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    size_t figures = put_page(out, &hosts);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    if (figures == 0)
        return error_usage(err, "%s and the others: no figure in common", run[0].directory);
    return file_write(path, text, size, err);
}
