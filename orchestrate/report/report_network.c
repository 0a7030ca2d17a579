/* report_network.c - of a figure with a peer: the ways to it, and what its numbers cannot tell. */
#include "lab/shape.h"
#include "report_parts.h"
#include "wire.h"

#include <math.h>
#include <string.h>

/* How much of a line rate the reference got, and whether its CPUs explain what is missing. */
static void put_share(FILE *out, const struct results *results, size_t figure, double limit) {
    const struct summary *summary = &results->summary[figure];
    const char *reference = summary->figure->series[0].name, *joint = " ";
    bool any = false;
    for (size_t i = 0; i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (strcmp(row->series, reference) != 0 || strcmp(row->unit, "Gbit/s") != 0 ||
            !isfinite(row->moments.mean))
            continue;
        if (!any)
            html_printf(out, " Of that %s got", reference);
        html_printf(out, "%s%.2f%s%s%s", joint, row->moments.mean * 1e9 / limit,
                    *row->x ? " (" : "", row->x, *row->x ? ")" : "");
        joint = ", ";
        any = true;
    }
    double share = wire_cpu_share(results, figure);
    if (any && isfinite(share))
        html_printf(out, ", its CPUs busy for %.0f %% of the time: %s", 100 * share,
                    share > 0.95 ? "they set the limit"
                                 : "what is missing, if any is, was lost waiting, most likely for "
                                   "the timers of the shaped wire");
    if (any)
        fputs(".", out);
}

static void put_words(FILE *out, const struct results *results, size_t figure, const json_t *lab) {
    const json_t *bits = json_object_get(lab, "link_bits");
    unsigned mtu = (unsigned)json_integer_value(json_object_get(lab, "mtu"));
    const char *where = json_string_value(json_object_get(lab, "peer"));
    if (!where) {
        html_put(out, HTML_FAINT, "Nothing is known of the network: %s",
                 json_string_value(json_object_get(lab, "unknown")));
        return;
    }
    if (strcmp(where, "elsewhere") == 0) {
        html_put(out, HTML_FAINT, "The peer was reached by SSH and tested over %s.",
                 json_string_value(json_object_get(lab, "link")));
        return;
    }
    fputs("<" HTML_FAINT ">", out);
    if (json_is_number(bits))
        html_printf(out,
                    "Both wires send at %g Gbit/s as Ethernet counts: preamble, check sequence and "
                    "gap included. TCP can get %.2f Gbit/s of it.",
                    json_number_value(bits) / 1e9,
                    lab_goodput_limit(json_number_value(bits), mtu) / 1e9);
    if (json_is_number(bits))
        put_share(out, results, figure, lab_goodput_limit(json_number_value(bits), mtu));
    else
        fputs("The wire is memory, not a network card: --link 10gbit gives it a line rate.", out);
    fputs(" A veth carries frames of up to 64 KiB, so what its counters count are no packets of a "
          "wire.",
          out);
    const char *shared = json_string_value(json_object_get(lab, "shared"));
    const char *sut = json_string_value(json_object_get(lab, "sut_cpus"));
    const char *peer = json_string_value(json_object_get(lab, "peer_cpus"));
    if (sut && peer)
        html_printf(out,
                    " The peer is on the same machine: CPUs %s are the system's under test, CPUs "
                    "%s the peer's, each with the receive work of its side. Shared: %s.",
                    sut, peer, shared ? shared : "not recorded");
    fputs("</p>\n", out);
}

void report_network(FILE *out, const struct results *results, size_t figure) {
    const json_t *environments = json_object_get(results->machine, "environments");
    const json_t *lab = json_object_get(environments, "lab");
    if (results->plan.figure[figure].role == ROLE_ALONE || !lab)
        return;
    fputs("<details open><summary>Ways to the peer</summary>\n", out);
    report_chart(out, results, figure, "-ways", "How each series was joined to its peer", NULL);
    put_words(out, results, figure, lab);
    fputs("</details>\n", out);
}
