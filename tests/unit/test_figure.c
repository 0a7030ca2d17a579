/* test_figure.c - definitions that ship, definitions with mistakes, and what is said of them. */
#include "plan/figure.h"

#include "base/words.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void read_ok(const char *path, struct figure *figure) {
    struct error err = {.text = ""};
    if (figure_read(path, figure, &err) < 0)
        fail_msg("%s", err.text);
}

static const char *value_of(const struct parameters *parameters, const char *key) {
    const struct parameter *found = parameters_find(parameters, key);
    return found ? found->value : "";
}

static void fig02_is_stream_on_one_socket(void **state) {
    (void)state;
    struct figure figure;
    struct error err;
    read_ok("data/figures/fig02.ini", &figure);
    assert_string_equal(figure.name, "fig02");
    assert_string_equal(figure.path, "data/figures/fig02.ini");
    assert_string_equal(figure.kernel, "stream");
    assert_string_equal(figure.metric, "bandwidth");
    assert_string_equal(figure.unit, "GB/s");
    assert_string_equal(figure.chart, "bars");
    assert_string_equal(figure.paper, "fig02");
    assert_int_equal(figure.scope, SCOPE_SOCKET);
    assert_int_equal(figure.nodes, 1);
    assert_int_equal(figure.guest_vcpus, 0);
    assert_int_equal(figure.guest_memory, UINT64_C(1) << 30);
    assert_int_equal(figure.results.count, 4);
    assert_string_equal(figure.results.word[3], "triad");
    assert_int_equal(figure.environments.count, 3);
    assert_string_equal(figure.environments.word[0], "native");
    assert_null(figure.sweep_key);
    assert_string_equal(value_of(&figure.parameters, "numa"), "local");

    const struct profile *quick = figure_profile(&figure, "quick", &err);
    assert_int_equal(quick->rounds, 6);
    assert_int_equal(quick->boots, BOOT_ONCE);
    assert_string_equal(value_of(&quick->parameters, "array-size"), "auto");
    assert_non_null(parameters_find(&quick->parameters, "time")); /* as long as it is tuned to */
    const struct profile *standard = figure_profile(&figure, "standard", &err);
    assert_string_equal(value_of(&standard->parameters, "time"), "10s");

    const struct profile *paper = figure_profile(&figure, "paper", &err);
    assert_int_equal(paper->rounds, 10);
    assert_int_equal(paper->boots, BOOT_BLOCK);
    assert_int_equal(paper->guest_memory, UINT64_C(100) << 30);
    /* 1,650,163,200 doubles in each array */
    assert_string_equal(value_of(&paper->parameters, "array-size"), "13201305600");
    figure_free(&figure);
}

static void fig03_needs_two_nodes(void **state) {
    (void)state;
    struct figure figure;
    read_ok("data/figures/fig03.ini", &figure);
    assert_int_equal(figure.scope, SCOPE_MACHINE);
    assert_int_equal(figure.nodes, 2);
    assert_string_equal(figure.paper, "fig03");
    assert_string_equal(value_of(&figure.parameters, "numa"), "interleave");
    assert_int_equal(figure.profile_count, 3);
    figure_free(&figure);
}

static void every_optional_part(void **state) {
    (void)state;
    struct figure figure;
    struct error err;
    read_ok("tests/unit/data/figures/sweep01.ini", &figure);
    assert_int_equal(figure.results.count, 1);
    assert_string_equal(figure.results.word[0], "");
    assert_int_equal(figure.environments.count, 3);
    assert_string_equal(figure.environments.word[2], "kvm");
    assert_string_equal(figure.sweep_key, "clients");
    assert_int_equal(figure.sweep_values.count, 3);
    assert_string_equal(figure.sweep_values.word[2], "10");
    assert_int_equal(figure.guest_vcpus, 2);
    assert_int_equal(figure.guest_memory, UINT64_C(3) << 29);
    assert_int_equal(figure.nodes, 1);
    assert_null(figure.paper);
    assert_string_equal(value_of(&figure.parameters, "label"), "a # b");
    assert_int_equal(parameters_find(&figure.parameters, "requests")->line, 22);
    const struct profile *profile = figure_profile(&figure, "standard", &err);
    assert_true(profile->cell_timeout_s == 600);
    assert_string_equal(value_of(&profile->parameters, "requests"), "1000");

    assert_null(figure_profile(&figure, "standrad", &err));
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "'standrad'"));
    assert_non_null(strstr(err.text, "closest: standard"));
    figure_free(&figure);
}

static const char valid[] = "[figure]\n"              /* 1 */
                            "title = T\n"             /* 2 */
                            "kernel = stream\n"       /* 3 */
                            "metric = bandwidth\n"    /* 4 */
                            "unit = GB/s\n"           /* 5 */
                            "axis = bandwidth\n"      /* 6 */
                            "results = copy add\n"    /* 7 */
                            "environments = native\n" /* 8 */
                            "scope = socket\n"        /* 9 */
                            "chart = bars\n"          /* 10 */
                            "nodes = 1\n"             /* 11 */
                            "[guest]\n"               /* 12 */
                            "memory = 1G\n"           /* 13 */
                            "vcpus = auto\n"          /* 14 */
                            "[quick]\n"               /* 15 */
                            "rounds = 3\n"            /* 16 */
                            "boots = once\n"          /* 17 */
                            "cell-timeout = 1m\n";    /* 18 */

/* The valid text with one line replaced by another ("" takes it away, with its line number). */
static const char *with(const char *line, const char *replacement) {
    static char text[2048];
    const char *place = strstr(valid, line);
    assert_non_null(place);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(place - valid), valid, replacement,
             place + strlen(line));
    return text;
}

static void refused(const char *text, const char *wanted) {
    struct figure figure;
    struct error err = {.text = ""};
    const char *path = scratch_write("x.ini", text);
    if (figure_read(path, &figure, &err) == 0) {
        figure_free(&figure);
        fail_msg("not refused: %s", wanted);
    }
    char line[512];
    snprintf(line, sizeof line, "%s:%s", path, wanted);
    if (strncmp(err.text, line, strlen(line)) != 0)
        fail_msg("found '%s', wanted '%s'", err.text, line);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_null(strchr(err.text, '\n'));
}

static void the_base_of_the_mistakes_is_valid(void **state) {
    (void)state;
    struct figure figure;
    read_ok(scratch_write("x.ini", valid), &figure);
    assert_string_equal(figure.name, "x");
    figure_free(&figure);
}

static uint64_t medium_of(const char *line) {
    struct figure figure;
    read_ok(scratch_write("x.ini", with("nodes = 1", line)), &figure);
    uint64_t medium = figure.medium_bytes;
    figure_free(&figure);
    return medium;
}

static void storage_is_asked_for(void **state) {
    (void)state;
    assert_true(medium_of("nodes = 1") == 0);
    assert_true(medium_of("medium = 2G") == UINT64_C(2) << 30);
    assert_true(medium_of("medium = auto") == FIGURE_MEDIUM_AUTO);
}

static void mistakes_are_named_with_line_and_field(void **state) {
    (void)state;
    refused(with("unit = GB/s", "unti = GB/s"), "5: unti: unknown key (closest: unit)");
    refused(with("unit = GB/s", "unit ="), "5: unit: has no value");
    refused(with("unit = GB/s", "unit"), "5: 'unit' is neither");
    refused(with("unit = GB/s", "= GB/s"), "5: '= GB/s' is neither");
    refused(with("unit = GB/s\n", ""), "1: unit: missing in [figure]");
    refused(with("unit = GB/s", "title = U"), "5: title: there already, in line 2");
    refused(with("title = T", "[figure]"), "2: [figure]: there already, in line 1");
    refused(with("[guest]", "[geust]"), "12: [geust]: unknown section (closest: [guest])");
    refused(with("[guest]", "[guest"), "12: [guest: section without its closing ]");
    refused(with("[figure]\n", ""), "1: title: stands before the first [section]");
    refused(with("scope = socket", "scope = sokcet"),
            "9: scope: unknown value 'sokcet' (closest: socket)");
    refused(with("chart = bars", "chart = pie"), "10: chart: unknown value 'pie'");
    refused(with("chart = bars", "chart = lines"), "1: chart: lines need a [sweep]");
    refused(with("nodes = 1", "role = client\nservice = redis"),
            "1: service: a figure with one has no role = client");
    refused(with("nodes = 1", "nodes = 0"), "11: nodes: value '0'");
    refused(with("nodes = 1", "medium = 0"), "11: medium: size '0': must be more than 0");
    refused(with("nodes = 1", "medium = big"), "11: medium: size 'big'");
    refused(with("nodes = 1", "interleave = slice"),
            "11: interleave: unknown value 'slice' (closest: slices)");
    refused(with("nodes = 1", "slice = 0"), "11: slice: time '0': must be more");
    refused(with("memory = 1G", "memory = 1Q"), "13: memory: size '1Q'");
    refused(with("memory = 1G", "memory = 0"), "13: memory: size '0': must be more than 0");
    refused(with("vcpus = auto", "vcpus = -1"), "14: vcpus: value '-1'");
    refused(with("rounds = 3", "rounds = 1001"), "16: rounds: value '1001'");
    refused(with("rounds = 3", "rounds = three"), "16: rounds: value 'three'");
    refused(with("boots = once", "boots = one"), "17: boots: unknown value 'one' (closest: once)");
    refused(with("cell-timeout = 1m", "cell-timeout = 0"),
            "18: cell-timeout: time '0': must be more");
    refused(with("results = copy add", "results = copy copy"), "7: results: 'copy' is there twice");
    refused(with("[quick]\nrounds = 3\nboots = once\ncell-timeout = 1m\n", ""),
            "1: [quick]: this section is missing");
    refused(with("[guest]\nmemory = 1G\nvcpus = auto\n", ""),
            "1: [guest]: this section is missing");
    refused(with("[quick]", "[sweep]\nkey = k\nvalues = 1\n[points]\np = a=1\n[quick]"),
            "18: [points]: there is a [sweep] already");
    refused(with("[quick]", "[points]\n[quick]"), "15: [points]: empty");
    refused(with("[quick]", "[points]\na/b = k=1\n[quick]"), "16: a/b: 'a/b' is no name");
    refused(with("[quick]", "[points]\np = k\n[quick]"), "16: p: 'k': KEY=VALUE expected");
    refused(with("[quick]", "[points]\np = k=1 k=2\n[quick]"), "16: p: k is set twice");
    refused(with("[quick]", "[points]\np = k=1\nq = l=2\n[quick]"),
            "17: q: k is not set here, but in the first");
    refused(with("[quick]", "[points]\np = k=1\nq = k=2 l=2\n[quick]"),
            "17: q: l is set here, but not in the first");
    refused("", "1: [figure]: this section is missing");
    refused(with("[figure]", "\xEF\xBB\xBF[figure]"), "1: begins with a byte order mark (BOM)");
    refused(with("title = T", "title = \xFC"), "2: not UTF-8");
    refused(with("title = T", "title = \033[31mred"), "2: not UTF-8, or with control characters");
}

static void lines_may_end_as_windows_ends_them(void **state) {
    (void)state;
    struct figure figure;
    read_ok(scratch_write("x.ini", with("title = T\n", "title = T\r\n\r\n; why\r\n")), &figure);
    assert_string_equal(figure.title, "T");
    figure_free(&figure);
}

static void refused_names(const char *first, const char *second, const char *wanted) {
    struct words figures = {0};
    struct error err = {.text = ""};
    words_add(&figures, first);
    words_add(&figures, "fig08");
    words_add(&figures, second);
    assert_int_equal(figure_names_differ(&figures, &err), *wanted ? -1 : 0);
    assert_string_equal(err.text, wanted);
    words_free(&figures);
}

static void two_definitions_of_one_name_are_refused(void **state) {
    (void)state;
    refused_names("fig02", "./fig02.ini",
                  "fig02 and ./fig02.ini: both would be fig02; rename one definition");
    refused_names("a/x.ini", "b/x.ini",
                  "a/x.ini and b/x.ini: both would be x; rename one definition");
    refused_names("a/fig2.ini", "fig02", "");
    refused_names("fig0", "fig02", "");
}

static void a_line_has_as_many_words_as_it_needs(void **state) {
    (void)state;
    struct error err = {.text = ""};
    struct figure figure;
    char words[1024] = "results =";
    for (int i = 0; i < 100; i++)
        snprintf(words + strlen(words), sizeof words - strlen(words), " w%d", i);
    const char *path = scratch_write("fig02.ini", with("results = copy add", words));
    if (figure_read(path, &figure, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(figure.results.count, 100);
    assert_string_equal(figure.results.word[99], "w99");
    figure_free(&figure);
}

static void files_that_are_no_definitions(void **state) {
    (void)state;
    struct figure figure;
    struct error err;
    assert_int_equal(figure_read(scratch_path("none.ini"), &figure, &err), -1);
    assert_non_null(strstr(err.text, "none.ini: No such file"));
    assert_int_equal(figure_read(scratch_write("x.txt", valid), &figure, &err), -1);
    assert_non_null(strstr(err.text, "ends in .ini"));
    assert_int_equal(figure_read(scratch_write(".x.ini", valid), &figure, &err), -1);
    assert_non_null(strstr(err.text, ".x.ini: the name of a figure definition begins with no dot"));

    const char *dangling = scratch_path("link.ini");
    assert_int_equal(symlink("/nowhere/at-all.ini", dangling), 0);
    assert_int_equal(figure_read(dangling, &figure, &err), -1);
    assert_non_null(strstr(err.text, "link.ini: a symbolic link to /nowhere/at-all.ini, which"));

    const char *path = scratch_path("zero.ini");
    FILE *file = fopen(path, "we");
    fwrite("[figure]\nti\0tle = T\n", 1, 20, file);
    fclose(file);
    assert_int_equal(figure_read(path, &figure, &err), -1);
    assert_non_null(strstr(err.text, "zero.ini:2: a zero byte"));
}

static void names_are_listed_in_order(void **state) {
    (void)state;
    scratch_write("fig10.ini", "");
    scratch_write("fig02.ini", "");
    scratch_write("fig02.ini~", "");
    scratch_write(".ini", "");
    scratch_write(".hidden.ini", "");
    char **names;
    size_t count;
    struct error err;
    assert_int_equal(figure_list(scratch, &names, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_string_equal(names[0], "fig02");
    assert_string_equal(names[1], "fig10");
    free(names[0]);
    free(names[1]);
    free(names);
    assert_int_equal(figure_list(scratch_path("none"), &names, &count, &err), -1);
}

static void the_figures_that_ship_are_all_valid(void **state) {
    (void)state;
    char **names;
    size_t count;
    struct error err;
    assert_int_equal(figure_list("data/figures", &names, &count, &err), 0);
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++) {
        char path[256];
        snprintf(path, sizeof path, "data/figures/%s.ini", names[i]);
        struct figure figure;
        read_ok(path, &figure);
        assert_non_null(figure_profile(&figure, "quick", &err));
        assert_non_null(figure_profile(&figure, "standard", &err));
        assert_non_null(figure_profile(&figure, "paper", &err));
        figure_free(&figure);
        free(names[i]);
    }
    free(names);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_remove)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fig02_is_stream_on_one_socket),
        cmocka_unit_test(fig03_needs_two_nodes),
        cmocka_unit_test(every_optional_part),
        SCRATCH(the_base_of_the_mistakes_is_valid),
        SCRATCH(storage_is_asked_for),
        SCRATCH(mistakes_are_named_with_line_and_field),
        SCRATCH(lines_may_end_as_windows_ends_them),
        cmocka_unit_test(two_definitions_of_one_name_are_refused),
        SCRATCH(a_line_has_as_many_words_as_it_needs),
        SCRATCH(files_that_are_no_definitions),
        SCRATCH(names_are_listed_in_order),
        cmocka_unit_test(the_figures_that_ship_are_all_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
