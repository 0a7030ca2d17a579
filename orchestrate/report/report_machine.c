/* report_machine.c - on what it was measured: machine.json, before and after. */
#include "report_parts.h"

#include <string.h>

/* Names that read better than their keys; all others stand as they are. */
static const struct {
    const char *key, *label;
} labels[] = {
    {"cpu_model", "CPU"},
    {"cpu_flags", "CPU flags"},
    {"cpus", "logical CPUs"},
    {"numa_nodes", "NUMA nodes"},
    {"memory_bytes", "memory"},
    {"llc_bytes", "last-level cache"},
    {"cmdline", "kernel command line"},
    {"governor", "frequency governor"},
    {"smt", "SMT"},
    {"thp", "transparent huge pages"},
    {"clocksource", "clock source"},
    {"docker", "Docker"},
    {"docker_client", "Docker client"},
    {"qemu", "QEMU"},
    {"qemu_argv", "QEMU command line"},
    {"shell_says", "what its shell says by itself"},
    {"vcpu_cpus", "CPUs of each virtual CPU"},
    {"steal_s", "steal time, s"},
    {"load1", "load average"},
};

/* Counters move in every run: their change is no change of the machine. */
static bool is_counter(const char *key) {
    return strcmp(key, "steal_s") == 0 || strcmp(key, "load1") == 0;
}

static void put_label(FILE *out, const char *key) {
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].key, key) == 0) {
            html_text(out, labels[i].label);
            return;
        }
    for (; *key; key++)
        html_printf(out, "%c", *key == '_' ? ' ' : *key);
}

static void put_bytes(FILE *out, double bytes) {
    if (bytes >= 1 << 30)
        fprintf(out, "%.1f GiB", bytes / (1 << 30));
    else
        fprintf(out, "%.1f MiB", bytes / (1 << 20));
}

static void put_value(FILE *out, const char *key, const json_t *value) {
    if (!value)
        fputs("-", out);
    else if (strstr(key, "_bytes") && json_is_number(value))
        put_bytes(out, json_number_value(value));
    else if (json_is_string(value))
        html_folded(out, json_string_value(value));
    else
        html_json(out, value);
}

static void put_fact(FILE *out, const char *key, const json_t *before, const json_t *after) {
    bool same = before && after && json_equal((json_t *)before, (json_t *)after);
    fprintf(out, "<tr%s><td>", same || is_counter(key) ? "" : " class=\"changed\"");
    put_label(out, key);
    fprintf(out, "</td><td%s>", same ? " colspan=\"2\"" : "");
    put_value(out, key, before);
    if (!same) {
        fputs("</td><td>", out);
        put_value(out, key, after);
    }
    fputs("</td></tr>\n", out);
}

static void put_facts(FILE *out, json_t *before, json_t *after) {
    const char *key;
    json_t *value;
    fputs(
        HTML_TABLE(" class=\"wrap\"") "<th scope=\"col\">fact</th><th scope=\"col\">before</th><th "
                                      "scope=\"col\">after</th>" HTML_ROWS,
        out);
    json_object_foreach(before, key, value) {
        put_fact(out, key, value, json_object_get(after, key));
    }
    json_object_foreach(after, key, value) {
        if (!json_object_get(before, key))
            put_fact(out, key, NULL, value);
    }
    fputs(HTML_TABLE_END, out);
}

/* A command line that can be copied: each option on a line of its own. */
static void put_argv(FILE *out, const json_t *argv) {
    fprintf(out, "<details><summary>%zu words</summary><pre>", json_array_size(argv));
    for (size_t i = 0; i < json_array_size(argv); i++) {
        const char *word = json_string_value(json_array_get(argv, i));
        if (!word)
            continue;
        fputs(i == 0 ? "" : *word == '-' ? " \\\n  " : " ", out);
        html_shell_word(out, word);
    }
    fputs("</pre></details>", out);
}

static void put_environment(FILE *out, const char *name, json_t *facts) {
    const char *key;
    json_t *value;
    fputs("<details>", out);
    html_put(out, "summary", "%s", name);
    fputs("<div class=\"scroll\"><table class=\"wrap\"><tbody>\n", out);
    json_object_foreach(facts, key, value) {
        fputs("<tr><td>", out);
        put_label(out, key);
        fputs("</td><td>", out);
        if (json_is_array(value) && strstr(key, "argv"))
            put_argv(out, value);
        else
            put_value(out, key, value);
        fputs("</td></tr>\n", out);
    }
    fputs(HTML_TABLE_END "</details>\n", out);
}

/* One, and one more for each time that the run was resumed. */
static void put_media(FILE *out, const json_t *media) {
    size_t i;
    json_t *facts;
    if (json_array_size(media) > 0)
        html_put(out, "h3", "Storage medium");
    json_array_foreach(media, i, facts) {
        const char *device = json_string_value(json_object_get(facts, "device"));
        put_environment(out, device ? device : "a directory", facts);
    }
}

static void put_settings(FILE *out, const struct plan *plan) {
    if (plan->setting_count == 0)
        return;
    html_put(out, "h3", "Kernel settings made equal everywhere");
    fputs("<dl>\n", out);
    for (size_t i = 0; i < plan->setting_count; i++)
        html_fact(out, plan->setting[i].path, "%s", plan->setting[i].value);
    fputs("</dl>\n", out);
}

void report_machine(FILE *out, const struct results *results) {
    fputs("<section id=\"machine\"><h2>On what</h2>\n", out);
    if (!results->machine) {
        html_put(out, HTML_NOTE, "There is no machine.json: the run ended before it was written.");
        put_settings(out, &results->plan);
        fputs("</section>\n", out);
        return;
    }
    json_t *changed = json_object_get(results->machine, "changed");
    if (json_array_size(changed) > 0) {
        fputs("<div class=\"note\">The machine changed during the run:<ul>\n", out);
        for (size_t i = 0; i < json_array_size(changed); i++) {
            fputs("<li>", out);
            html_json(out, json_array_get(changed, i));
            fputs("</li>\n", out);
        }
        fputs("</ul></div>\n", out);
    }
    put_facts(out, json_object_get(results->machine, "before"),
              json_object_get(results->machine, "after"));
    const char *name;
    json_t *facts, *environments = json_object_get(results->machine, "environments");
    if (json_object_size(environments) > 0)
        html_put(out, "h3", "Environments");
    json_object_foreach(environments, name, facts) {
        put_environment(out, name, facts);
    }
    put_media(out, json_object_get(results->machine, "media"));
    put_settings(out, &results->plan);
    fputs("</section>\n", out);
}
