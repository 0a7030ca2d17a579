/* chart_ways.c - the ways between the system under test and its peer (the report's figure 6), drawn
 * from what the run found configured. An SVG of its own: no plot, so no gnuplot. */
#include "output.h"
#include "report_parts.h"

#include "base/durable.h"
#include "chart_stack.h"
#include "common/cleanup.h"
#include "gnuplot.h"
#include "palette.h"

#include <stdarg.h>
#include <string.h>

enum { LEFT = 20, TOP = 84, ROW = 86, BOX_HEIGHT = 46, GAP = 20, WIDTH = 960, HOPS = 8 };

struct hop {
    char name[48], detail[64];
};

struct way {
    size_t count;
    struct hop hop[HOPS];
};

static void add(struct way *way, const char *name, const char *detail, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct way *way, const char *name, const char *detail, ...) {
    va_list args;
    if (way->count == HOPS)
        return;
    struct hop *hop = &way->hop[way->count++];
    va_start(args, detail);
    snprintf(hop->name, sizeof hop->name, "%s", name);
    vsnprintf(hop->detail, sizeof hop->detail, detail, args);
    va_end(args);
}

static const char *text_of(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "?";
}

/* "10 Gbit/s", or that it is no card. */
static const char *rate(const json_t *lab, char *buffer, size_t size) {
    const json_t *bits = json_object_get(lab, "link_bits");
    if (json_is_number(bits))
        snprintf(buffer, size, "%g Gbit/s", json_number_value(bits) / 1e9);
    else
        snprintf(buffer, size, "memory speed");
    return buffer;
}

static void add_wire_and_peer(struct way *way, const json_t *lab, const char *near,
                              const char *far) {
    const json_t *names = json_object_get(lab, "names");
    char speed[32];
    if (strcmp(text_of(lab, "peer"), "elsewhere") == 0) {
        add(way, text_of(names, near), "MTU %d",
            (int)json_integer_value(json_object_get(lab, "mtu")));
        add(way, "wire", "%s", text_of(lab, "link"));
        add(way, "peer", "%s", text_of(json_object_get(lab, "addresses"), "peer"));
        return;
    }
    add(way, text_of(names, near), "veth, MTU %d",
        (int)json_integer_value(json_object_get(lab, "mtu")));
    add(way, "wire", "%s", rate(lab, speed, sizeof speed));
    add(way, text_of(names, far), "veth");
    add(way, "peer", "CPUs %s", text_of(lab, "peer_cpus"));
}

static void guest_way(struct way *way, const json_t *lab, const json_t *facts) {
    const json_t *features = json_object_get(facts, "features");
    bool vhost = strcmp(text_of(features, "vhost"), "on") == 0;
    add(way, "guest", "%s, virtio-net", text_of(facts, "accel"));
    bool multi = strcmp(text_of(features, "net-queues"), "multi") == 0;
    add(way, vhost ? "vhost-net" : "QEMU", multi ? "a queue for each vCPU" : "one queue");
    add(way, text_of(facts, "tap"), "tap");
    add(way, text_of(json_object_get(lab, "names"), "bridge"), "bridge");
    add_wire_and_peer(way, lab, "guest_wire", "guest_there");
}

static void way_of(const struct results *results, const struct plan_series *series,
                   struct way *way) {
    const json_t *environments = json_object_get(results->machine, "environments");
    const json_t *lab = json_object_get(environments, "lab");
    const json_t *facts = json_object_get(environments, series->environment);
    *way = (struct way){0};
    if (series->traits.kind == KIND_GUEST) {
        guest_way(way, lab, facts);
        return;
    }
    if (series->traits.network == NETWORK_REACHED) {
        add(way, "machine", "%s", text_of(facts, "address"));
        return;
    }
    if (series->traits.network == NETWORK_NAT) {
        add(way, "container", "its own network");
        add(way, text_of(facts, "bridge"), "bridge, veth");
        add(way, "host", "NAT, its stack");
    } else {
        add(way, series->traits.kind == KIND_CONTAINER ? "container" : "process", "CPUs %s",
            text_of(lab, "sut_cpus"));
        add(way, "host", "its stack");
    }
    add_wire_and_peer(way, lab, "host_wire", "host_there");
}

static void put_text(FILE *out, double x, double y, const char *style, const char *text) {
    fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, style);
    html_text(out, text);
    fputs("</text>\n", out);
}

static void put_way(FILE *out, const struct way *way, const char *name, const char *colour,
                    double top) {
    static const char bold[] = "font-size=\"12\" text-anchor=\"middle\" fill=\"#1b1f24\"";
    static const char faint[] = "font-size=\"10\" text-anchor=\"middle\" fill=\"#59636e\"";
    double width = (WIDTH - 2.0 * LEFT - GAP * (double)(HOPS - 1)) / HOPS;
    fprintf(out, "<rect x=\"%d\" y=\"%.1f\" width=\"10\" height=\"10\" fill=\"%s\"/>\n", LEFT,
            top - 9, colour);
    put_text(out, LEFT + 16, top, "font-size=\"13\" fill=\"#1b1f24\"", name);
    for (size_t i = 0; i < way->count; i++) {
        /* The peer's side stands in one column for all. */
        size_t column = i < 2 || way->count == HOPS ? i : i + HOPS - way->count;
        double x = LEFT + (double)column * (width + GAP), y = top + 8;
        bool wire = strcmp(way->hop[i].name, "wire") == 0;
        if (i > 0) {
            size_t before = column - 1;
            if (i == 2 && way->count < HOPS)
                before = 1;
            fprintf(out,
                    "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#59636e\" "
                    "stroke-width=\"1.5\"/>\n",
                    LEFT + (double)before * (width + GAP) + width, y + BOX_HEIGHT / 2.0, x,
                    y + BOX_HEIGHT / 2.0);
        }
        fprintf(out,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"5\" fill=\"%s\" "
                "stroke=\"%s\" stroke-dasharray=\"%s\"/>\n",
                x, y, width, BOX_HEIGHT, wire ? "none" : "#ffffff", i == 0 ? colour : "#8c959f",
                wire ? "4 3" : "none");
        put_text(out, x + width / 2, y + 19, bold, way->hop[i].name);
        put_text(out, x + width / 2, y + 35, faint, way->hop[i].detail);
    }
}

static void put_drawing(FILE *out, const struct results *results, size_t figure) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    int height = TOP + ROW * (int)plan->series_count;
    char subtitle[256];
    snprintf(subtitle, sizeof subtitle,
             "As found when %s was measured; the system under test is the %s. Counters are of "
             "frames, not packets of a wire.",
             plan->name, role_names[plan->role]);
    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">\n"
            "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n",
            WIDTH, height, WIDTH, height, WIDTH, height);
    put_text(out, LEFT, 30, "font-size=\"16\" font-weight=\"bold\" fill=\"#1b1f24\"",
             "Ways to the peer");
    put_text(out, LEFT, 50, "font-size=\"12\" fill=\"#59636e\"", subtitle);
    for (size_t s = 0; s < plan->series_count; s++) {
        struct way way;
        way_of(results, &plan->series[s], &way);
        put_way(out, &way, plan->series[s].name, palette_colour(plan, s), TOP + ROW * (double)s);
    }
    fputs("</svg>\n", out);
}

static int write_narrow(const struct results *results, size_t figure, const char *path,
                        struct error *err) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    struct chart_stack stack;
    if (chart_stack_begin(&stack, "Ways to the peer", err) < 0)
        return -1;
    for (size_t s = 0; s < plan->series_count; s++) {
        struct way way;
        const char *colour = palette_colour(plan, s);
        way_of(results, &plan->series[s], &way);
        chart_stack_series(&stack, plan->series[s].name, colour);
        for (size_t i = 0; i < way.count; i++)
            chart_stack_box(&stack, way.hop[i].name, way.hop[i].detail, colour);
    }
    return chart_stack_end(&stack, path, err);
}

int chart_ways_write(const struct results *results, const struct summary *summary, const char *path,
                     struct error *err) {
    cleanup_free char *text = NULL;
    size_t size = 0;
    if (gnuplot_is_narrow(path))
        return write_narrow(results, summary->index, path, err);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_drawing(out, results, summary->index);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    return file_write(path, text, size, err);
}
