/* report_repeat.c - how to repeat the run: the command, and the bytes that it ran. */
#include "report_parts.h"

#include <string.h>

/* Figures that took the same environments and rounds can be asked for in one command. */
static bool same_series(const struct plan_figure *a, const struct plan_figure *b) {
    if (a->series_count != b->series_count)
        return false;
    for (size_t s = 0; s < a->series_count; s++)
        if (strcmp(a->series[s].name, b->series[s].name) != 0)
            return false;
    return true;
}

/* The reference's twin comes from --aa, not from an environment of its own. */
static void put_environments(FILE *out, const struct plan_figure *figure) {
    const char *reference = figure->series[0].environment;
    bool aa = false;
    html_printf(out, " -e %s", reference);
    for (size_t s = 1; s < figure->series_count; s++) {
        if (strcmp(figure->series[s].environment, reference) == 0)
            aa = true;
        else
            html_printf(out, ",%s", figure->series[s].environment);
    }
    fputs(aa ? " --aa" : "", out);
}

/* With one figure all its resolved parameters, so that nothing is resolved anew. */
static void put_parameters(FILE *out, const struct parameters *parameters) {
    for (size_t i = 0; i < parameters->count; i++) {
        char setting[512];
        snprintf(setting, sizeof setting, "%s=%s", parameters->item[i].key,
                 parameters->item[i].value);
        fputs(" --set ", out);
        html_shell_word(out, setting);
    }
}

/* What guests boot, and what all figures stand on. */
static void put_grounds(FILE *out, const struct plan *plan) {
    char link[64];
    snprintf(link, sizeof link, "%.15ggbit", plan->network.link_bits / 1e9);
    const struct {
        const char *option, *value;
    } options[] = {{" --image ", plan->boot.image.path},
                   {" --kernel ", plan->boot.kernel.path},
                   {" --initrd ", plan->boot.initrd.path},
                   {" --append ", plan->boot.append},
                   {" --link ", plan->network.link_bits > 0 ? link : NULL},
                   {" --peer ", plan->network.peer},
                   {" --peer-address ", plan->network.address},
                   {" --medium ", plan->planned_medium.where}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (!options[i].value)
            continue;
        fputs(options[i].option, out);
        html_shell_word(out, options[i].value);
    }
}

static void put_command(FILE *out, const struct plan *plan) {
    const struct plan_figure *first = &plan->figure[0];
    bool same = true, same_rounds = true;
    fputs("<pre>virtax run", out);
    for (size_t f = 0; f < plan->figure_count; f++) {
        html_printf(out, " %s", plan->figure[f].name);
        same = same && same_series(first, &plan->figure[f]);
        same_rounds = same_rounds && first->rounds == plan->figure[f].rounds;
    }
    if (same)
        put_environments(out, first);
    if (same_rounds)
        fprintf(out, " -r %u", first->rounds);
    html_printf(out, " -p %s --seed %ju", plan->profile, (uintmax_t)plan->seed);
    if (plan->margin > 0 && plan->margin != PLAN_MARGIN)
        html_printf(out, " --margin %.6g%%", 100 * plan->margin);
    if (plan->accel)
        html_printf(out, " --accel %s", plan->accel);
    put_grounds(out, plan);
    put_parameters(out, plan->figure_count == 1 ? &first->parameters : &plan->overrides);
    fputs("</pre>\n", out);
    if (plan->planned_medium.where && strncmp(plan->planned_medium.where, "/dev/", 5) == 0)
        html_put(out, HTML_NOTE,
                 "The medium is a device: where it holds data, --destroy-data with its name "
                 "lets the run overwrite it. All that it holds is lost.");
}

static void put_digest(FILE *out, const char *name, const char *sha256) {
    if (!name)
        return;
    fputs("<tr>", out);
    html_put(out, "td", "%s", name);
    fputs("<td>", out);
    html_put(out, "code", "%s", sha256);
    fputs("</td></tr>\n", out);
}

void report_repeat(FILE *out, const struct results *results) {
    const struct plan *plan = &results->plan;
    fputs("<section id=\"repeat\"><h2>How to repeat it</h2>\n", out);
    if (plan->figure_count > 0)
        put_command(out, plan);
    fputs(
        "<p>The seed fixes the order of every block. A run that was interrupted goes on with "
        "<code>virtax resume</code>; this page is redrawn with <code>virtax report</code>, both "
        "followed by the results directory.</p>\n"
        "<h3>Binaries</h3>" HTML_TABLE(
            " class=\"wrap\"") "<th scope=\"col\">file</th><th scope=\"col\">sha256</th>" HTML_ROWS,
        out);
    for (size_t i = 0; i < plan->binary_count; i++)
        put_digest(out, plan->binary[i].kernel, plan->binary[i].sha256);
    put_digest(out, plan->guest_image ? "the guest image (of its recipe)" : NULL,
               plan->guest_image);
    put_digest(out, plan->services.root ? "the services' root (its manifest)" : NULL,
               plan->services.manifest);
    put_digest(out, plan->boot.image.path, plan->boot.image.sha256);
    put_digest(out, plan->boot.kernel.path, plan->boot.kernel.sha256);
    put_digest(out, plan->boot.initrd.path, plan->boot.initrd.sha256);
    fputs(HTML_TABLE_END "</section>\n", out);
}
