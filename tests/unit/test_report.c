/* test_report.c - a results directory from disk to report.html. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "needs.h"
#include "planning/series.h"
#include "report_page.h"
#include "small_results.h"

static void says_all_that_it_should(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-stream", &results);
    results.plan.margin = 0.005;
    draw(&results, NULL, &err);
    cleanup_free char *html = page();
    static const char *const wanted[] = {
        "emulated, not KVM:</b> these numbers say what TCG costs, not what KVM costs",
        "STREAM bandwidth, one socket (emulated, not KVM)",
        "How sure this is: spread by level, and what it could resolve",
        "<td class=\"reads\"><span class=\"verdict equal\">equal within 1 %</span></td>",
        "the words hold for all rows together (Holm, 5 %), with a margin of 1 %; each interval",
        "run on a host with &lt;nested&gt; virtualisation",
        "virtax run fig02 -e native,docker,kvm -r 5 -p quick --seed 42 --margin 0.5% --accel tcg "
        "--set "
        "array-size=256M",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "15 cells planned, 15 recorded, 14 valid. Records of the whole run that do not count "
        "because "
        "their block was repeated: 1.",
        "fig02/docker/r4</code>: not valid; gate steal failed: 0.061, limit 0.02",
        "<tr class=\"changed\"><td>clock source</td><td>tsc</td><td>hpet</td></tr>",
        "7.7 GiB",
        "qemu-system-x86_64 \\\n  -machine q35,accel=tcg \\\n",
        "  -append &#39;console=ttyS0 root=/dev/vda&#39; \\\n",
        "<details><summary>fpu vme de pse tsc msr",
        "<dt>guest</dt><dd>1 vCPUs, 1G</dd>",
        "<dt>accelerator</dt><dd>tcg: emulated, not KVM</dd>",
        "<dt>guest boots</dt><dd>boots: 2 (kvm); one for all blocks</dd>",
        /* CPU cost: cells, whole host, QEMU, Docker daemon, softirq */
        "native</td><td class=\"number\">5</td><td class=\"number\">0.976</td><td "
        "class=\"number\">-</td><td class=\"number\">-</td><td class=\"number\">0.000</td></tr>",
        "docker</td><td class=\"number\">4</td><td class=\"number\">0.976</td><td "
        "class=\"number\">-</td><td class=\"number\">0.010</td>",
        "kvm</td><td class=\"number\">5</td><td class=\"number\">2.000</td><td "
        "class=\"number\">1.900</td>",
        "<dt>--array-size</dt><dd>256M</dd>",
        "/sys/kernel/mm/transparent_hugepage/enabled</dt><dd>madvise</dd>",
        "<td class=\"number\">0.980</td>", /* the report's kvm / native at COPY, 19.6 / 20 */
        "A/A: not part of this run",
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(html, wanted[i]))
            fail_msg("report.html lacks: %s", wanted[i]);
    const char *warning = strstr(html, "-warnings\">2 warnings</a> of this figure:");
    assert_non_null(warning);
    assert_true(warning < strstr(html, "class=\"tiles\""));
    assert_null(strstr(html, ">peer<"));      /* no record observed one */
    assert_null(strstr(html, "<script src")); /* all is within */
    assert_null(strstr(html, "src="));
    assert_null(strstr(html, "href=\"http"));
    assert_null(strstr(html, "<nested>"));
    results_free(&results);
}

/* The section of report.html with this id, up to its end. */
static char *section(const char *id) {
    cleanup_free char *html = page();
    char mark[64];
    snprintf(mark, sizeof mark, "<section id=\"%s\">", id);
    char *begin = strstr(html, mark);
    assert_non_null(begin);
    char *end = strstr(begin, "</section>");
    assert_non_null(end);
    return strndup(begin, (size_t)(end - begin));
}

static void asserts_within(const char *id, const char *const *wanted, size_t count) {
    cleanup_free char *text = section(id);
    for (size_t i = 0; i < count; i++)
        if (!strstr(text, wanted[i]))
            fail_msg("%s lacks: %s in %s", id, wanted[i], text);
}

static void the_first_page(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-stream", &results);
    series_describe(&results.plan); /* which are guests */
    draw(&results, "/nonexistent", &err);
    static const char *const overview[] = {
        "<th scope=\"col\">containers</th><th scope=\"col\">virtual machines</th></tr>",
        "<a href=\"#fig02\">fig02</a>", "emulated: tells nothing of KVM", "study: -2.0 %"};
    static const char *const limits[] = {
        "run on a host with &lt;nested&gt; virtualisation", "<b>Emulated, not KVM:</b> kvm.",
        "1 of 15 cells have no valid record; gates that failed: steal (1 cell).",
        "<code>--aa</code>"};
    asserts_within("overview", overview, sizeof overview / sizeof *overview);
    asserts_within("limits", limits, sizeof limits / sizeof *limits);
    results_free(&results);
}

static void claims_one_by_one(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-stream", &results);
    series_describe(&results.plan); /* which are guests */
    static const char text[] =
        "[A]\nfigure = fig02\nseries = docker\nx = copy\nlow = 0.9\nhigh = 1.1\nsays = as good\n"
        "logs = 1.00\n[A-2]\nfigure = fig02\nseries = docker\nx = *\nhigh = 0.5\nsays = <half>\n"
        "logs = 0.99\n[B]\nfigure = fig02\nseries = kvm\nx = *\nlow = 0.5\nsays = b\nlogs = b\n"
        "[C]\nfigure = fig99\nseries = kvm\nx = *\nlow = 0.5\nsays = c\nlogs = c\n"
        "[D]\nfigure = fig02\nseries = docker\nx = *\nlow = 0.9\nsays = d\nlogs = d\n";
    assert_int_equal(statements_read(scratch_write("s.ini", text), &results.statements, &err), 0);
    draw(&results, "/nonexistent", &err);
    static const char *const wanted[] = {
        "Of 4 claims of RC25482 this run agrees with 1, disagrees with 1, and cannot tell of 2.",
        "docker / native from 0.9 to 1.1, at copy",
        "&lt;half&gt;",
        "kvm was emulated",
        "fig99 was not measured",
        "rows wholly beyond",
        "docker / native at most 0.5, at every x",
        "<span class=\"verdict better\">agrees</span>",
        "<span class=\"verdict worse\">disagrees</span>"};
    asserts_within("claims", wanted, sizeof wanted / sizeof *wanted);
    results_free(&results);
}

static void sweeps_and_a_verdict(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-sweep", &results);
    draw(&results, NULL, &err);
    cleanup_free char *html = page();
    assert_non_null(strstr(html, "TCP round trips &lt;&amp; latency&gt;"));
    assert_non_null(strstr(html, "A/A: native-2 / native passed: 0 of 4 rows"));
    assert_non_null(strstr(html, " -e native,docker-nat,kvm --aa -r 6"));
    assert_non_null(strstr(html, "There is no machine.json"));
    assert_non_null(strstr(html, "swept</dt><dd>connections, 4 values"));
    assert_null(strstr(html, "TCG costs"));
    results_free(&results);
}

/* On the terminal, or as JSON. */
static char *told(const struct results *results, enum table_format format) {
    char *text = NULL;
    size_t size = 0;
    struct error err = {0};
    const struct terminal terminal = {0};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(table_print(results, 0, format, &terminal, out, &err), 0);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void a_factorial_tells_its_effects(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    load(DATA "results-factorial", &results);
    draw(&results, NULL, &err);
    cleanup_free char *html = page();
    assert_non_null(strstr(html, "<h3>Main effects and interaction</h3>"));
    assert_non_null(strstr(html, "</span>interaction nat x layer</td>"));
    assert_non_null(strstr(html, "<li>docker-nat-overlay: network=nat storage=layer</li>"));
    cleanup_free char *csv = small_file_read(scratch_path("figures/paths-effects.csv"), &err);
    assert_non_null(csv);
    assert_non_null(strstr(csv, "\npaths,storage=layer,read_only,throughput,txn/s,3,,,,0.7"));
    cleanup_free char *text = told(&results, TABLE_TEXT);
    assert_non_null(strstr(text, "Main effects and interaction: overhead against network=host "
                                 "storage=files\n  each level against the first"));
    cleanup_free char *json = told(&results, TABLE_JSON);
    cleanup_json json_t *table = json_loads(json, 0, NULL);
    const json_t *effects = json_object_get(table, "effects");
    assert_int_equal(json_array_size(effects), 4);
    assert_string_equal(json_string_value(json_object_get(json_array_get(effects, 1), "series")),
                        "network=nat");
    results_free(&results);
}

static bool has_empty_group(const char *html) {
    static const char empty[] = ">\n</g>";
    for (const char *group = strstr(html, "<g "); group; group = strstr(group + 1, "<g "))
        if (strncmp(strchr(group, '>'), empty, strlen(empty)) == 0)
            return true;
    return false;
}

static void charts_are_inside(void **state) {
    (void)state;
    struct results results;
    struct error err = {0};
    needs_gnuplot();
    load(DATA "results-stream", &results);
    assert_int_equal(draw(&results, NULL, &err), 0);
    cleanup_free char *html = page();
    const char *first = strstr(html, "<svg");
    assert_non_null(first);
    assert_non_null(strstr(first + 1, "<svg"));
    assert_false(has_empty_group(html));
    assert_null(strstr(html, "<title>Gnuplot"));
    assert_null(strstr(html, "<?xml"));
    assert_non_null(strstr(html, "id='fig02-gpDot'"));
    assert_non_null(strstr(html, "id='fig02-ratio-gpDot'"));
    assert_null(strstr(html, "id='gpDot'"));
    assert_null(strstr(html, "href='#gp"));
    static const char *const files[] = {"fig02.csv", "fig02.svg", "fig02.png", "fig02-ratio.svg",
                                        "fig02-ratio.png"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[64];
        snprintf(name, sizeof name, "figures/%s", files[i]);
        assert_int_equal(access(scratch_path(name), R_OK), 0);
    }
    results_free(&results);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_all_that_it_should, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(the_first_page, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(claims_one_by_one, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(sweeps_and_a_verdict, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_factorial_tells_its_effects, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(charts_are_inside, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
