/* report_configured.c - how each series was joined to its peer and to its storage, in one table:
 * what of the two a difference is due to (the report's table 2). */
#include "report_parts.h"

#include "chart_paths.h"

#include <string.h>

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static void put_network(FILE *out, const struct plan_series *series, const json_t *facts) {
    fputs("<td>", out);
    if (series->traits.kind == KIND_GUEST)
        html_printf(out, "tap and bridge, virtio-net by %s",
                    strcmp(text_of(json_object_get(facts, "features"), "vhost"), "on") == 0
                        ? "vhost-net"
                        : "QEMU");
    else if (series->traits.network == NETWORK_NAT)
        html_printf(out, "bridge %s, NAT", text_of(facts, "bridge"));
    else if (series->traits.network == NETWORK_REACHED)
        html_printf(out, "its own, at %s", text_of(facts, "address"));
    else
        html_printf(out, "the host's own");
    fputs("</td>", out);
}

/* The last valid record of each series. */
struct last {
    const json_t **record;
};

static void keep(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell;
    if (json_is_true(json_object_get(record, "valid")))
        ((struct last *)context)->record[series] = record;
}

static void put_storage(FILE *out, const struct plan_series *series, const json_t *record) {
    struct storage_path path;
    storage_path_of(&series->traits, record, &path);
    fputs("<td>", out);
    for (size_t i = 0; i < path.count; i++)
        html_printf(out, "%s%s", i ? " > " : "", path.layer[i]);
    fputs("</td>", out);
}

void report_configured(FILE *out, const struct results *results, size_t figure) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    const json_t *environments = json_object_get(results->machine, "environments");
    if (plan->role == ROLE_ALONE || plan->medium_bytes == 0)
        return;
    struct last last = {calloc(plan->series_count + 1, sizeof *last.record)};
    if (!last.record)
        return;
    report_each_cell(results, figure, keep, &last);
    html_put(out, "h3", "Configurations");
    fputs(HTML_TABLE(
              " class=\"wrap\"") "<th scope=\"col\">series</th><th scope=\"col\">network</th><th "
                                 "scope=\"col\">storage</th>" HTML_ROWS,
          out);
    for (size_t s = 0; s < plan->series_count; s++) {
        fputs("<tr><td>", out);
        html_series(out, &results->summary[figure], s);
        fputs("</td>", out);
        put_network(out, &plan->series[s],
                    json_object_get(environments, plan->series[s].environment));
        put_storage(out, &plan->series[s], last.record[s]);
        fputs("</tr>\n", out);
    }
    fputs(HTML_TABLE_END, out);
    html_put(out, HTML_FAINT, "As this run found them configured; storage from the top down.");
    free(last.record);
}
