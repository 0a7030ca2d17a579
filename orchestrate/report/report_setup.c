/* report_setup.c - what everybody must know before reading a figure: how often it was repeated, in
 * which guests, how often these booted. The plan says what was meant, the records what happened. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "common/units.h"

#include <string.h>

/* The guest boots that one series' records belong to. */
struct boots {
    size_t series;
    json_t *seen;      /* their ordinals, as keys */
    const char *accel; /* of the last of them */
    bool mixed;        /* several accelerators */
};

static void count_boot(const char *cell, size_t series, const json_t *record, void *context) {
    (void)cell;
    struct boots *boots = context;
    const char *accel = json_string_value(json_object_get(record, "accel"));
    json_t *boot = json_object_get(record, "boot");
    if (series != boots->series || !accel)
        return; /* without an accelerator it is no guest */
    boots->mixed |= boots->accel && strcmp(boots->accel, accel) != 0;
    boots->accel = accel;
    char key[32];
    snprintf(key, sizeof key, "%" JSON_INTEGER_FORMAT, json_integer_value(boot));
    if (json_is_integer(boot))
        json_object_set(boots->seen, key, boot); /* a count that falls short is not worth failing */
}

static void put_accel(FILE *out, const char *accel, bool mixed) {
    if (mixed)
        html_fact(out, "accelerator", "kvm and tcg: do not compare their blocks");
    else
        html_fact(out, "accelerator", "%s",
                  strcmp(accel, "tcg") == 0 ? "tcg: emulated, not KVM" : accel);
}

static void put_boots(FILE *out, const struct results *results, size_t figure) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    const char *accel = results->plan.accel;
    bool mixed = false, any = false;
    fputs("<div><dt>guest boots</dt><dd>", out);
    for (size_t s = 0; s < plan->series_count; s++) {
        cleanup_json json_t *seen = json_object();
        struct boots boots = {.series = s, .seen = seen};
        report_each_cell(results, figure, count_boot, &boots);
        if (!boots.accel)
            continue;
        mixed |= boots.mixed || strcmp(boots.accel, accel) != 0;
        html_printf(out, "%s%zu (%s)", any ? ", " : "boots: ", json_object_size(seen),
                    plan->series[s].name);
        any = true;
    }
    html_printf(out, "%s%s", any ? "; " : "none recorded; planned ",
                plan->boots == BOOT_ONCE ? "one for all blocks" : "afresh for each block");
    fputs("</dd></div>\n", out);
    put_accel(out, accel, mixed);
}

void report_setup(FILE *out, const struct results *results, size_t figure) {
    const struct plan_figure *plan = &results->plan.figure[figure];
    char size[32];
    fputs("<dl class=\"setup\">\n", out);
    html_fact(out, "rounds", "%u", plan->rounds);
    html_fact(out, "CPUs of every series", "%s", plan->cpus);
    if (results->plan.accel) {
        html_fact(out, "guest", "%u vCPUs, %s", plan->guest_vcpus,
                  format_size(plan->guest_memory, size, sizeof size));
        put_boots(out, results, figure);
    } else {
        html_fact(out, "guest", "none in this run");
    }
    fputs("</dl>\n", out);
}
