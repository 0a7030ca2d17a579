/* test_compare.c - runs side by side whose difference is known, and those that are refused. */
#include "compare/compare.h"

#include "run_copies.h"

#include "near.h"

static struct results run[3];
static struct compare compare;
static const struct compare_allowed none, all = {true, true};

static int clear(void **state) {
    compare_free(&compare);
    for (size_t i = 0; i < 3; i++)
        if (run[i].directory)
            results_free(&run[i]);
    memset(run, 0, sizeof run);
    return scratch_remove(state);
}

static bool is_of(const json_t *record, const char *series) {
    const char *its = json_string_value(json_object_get(record, "series"));
    return its && strcmp(its, series) == 0;
}

static void scale(json_t *record, double factor) {
    size_t i;
    json_t *result;
    json_array_foreach(json_object_get(json_object_get(record, "kernel"), "results"), i, result) {
        double value = json_number_value(json_object_get(result, "value"));
        json_object_set_new(result, "value", json_real(factor * value));
    }
}

/* Native is a quarter faster, docker by a half: its overhead changes by 1.5 / 1.25. */
static void faster(json_t *record) {
    if (is_of(record, "native"))
        scale(record, 1.25);
    if (is_of(record, "docker"))
        scale(record, 1.5);
}

static void not_emulated(json_t *record) {
    json_object_set_new(record, "accel", json_string("kvm"));
}

static void more_threads(json_t *plan) {
    json_t *figure = json_array_get(json_object_get(plan, "figures"), 0);
    json_object_set_new(json_object_get(figure, "parameters"), "threads", json_string("2"));
}

static void another_metric(json_t *plan) {
    json_object_set_new(json_array_get(json_object_get(plan, "figures"), 0), "metric",
                        json_string("latency"));
}

static const struct compare_line *line_of(size_t in, const char *series, const char *x) {
    for (size_t f = 0; f < compare.figure_count; f++)
        for (size_t i = 0; i < compare.figure[f].line_count; i++) {
            const struct compare_line *line = &compare.figure[f].line[i];
            if (line->run == in && strcmp(line->row->series, series) == 0 &&
                strcmp(line->row->x, x) == 0)
                return line;
        }
    return NULL;
}

static int compare_two(const struct compare_allowed *allowed, struct error *err) {
    *err = (struct error){.text = ""};
    return compare_runs(run, 2, allowed, &compare, err);
}

static char *printed(enum table_format format) {
    static const struct terminal plain = {0};
    char *text = NULL;
    size_t size = 0;
    struct error err = {.text = ""};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(compare_print(&compare, format, &plain, out, &err), 0);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void a_known_change(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", NULL, faster, &run[1]);
    assert_int_equal(compare_two(&none, &err), 0);
    assert_int_equal(compare.figure_count, 1);
    assert_int_equal(compare.figure[0].line_count, 2 * 3 * 4); /* runs, series, x's */
    assert_null(line_of(0, "docker", "copy")->changed);

    const struct compare_line *docker = line_of(1, "docker", "copy");
    near(docker->changed->against.ratio.value, 1.5 / 1.25, 1e-9);
    assert_false(docker->of_values);
    assert_int_equal(docker->changed->judged.claim, CLAIM_DIFFERENT);
    near(docker->row->against.ratio.value,
         1.2 * line_of(0, "docker", "copy")->row->against.ratio.value, 1e-9);

    const struct compare_line *native = line_of(1, "native", "triad");
    assert_true(native->of_values);
    near(native->changed->against.ratio.value, 1.25, 1e-9);
    assert_true(native->changed->against.ratio.lo > 1.2);

    const struct compare_line *kvm = line_of(1, "kvm", "add");
    assert_true(kvm->emulated);
    near(kvm->changed->against.ratio.value, 1 / 1.25, 1e-9);
}

static void itself_is_equal_or_open(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", NULL, NULL, &run[1]);
    assert_int_equal(compare_two(&none, &err), 0);
    for (size_t i = 0; i < compare.figure[0].line_count; i++) {
        const struct summary_row *changed = compare.figure[0].line[i].changed;
        if (changed) {
            near(changed->against.ratio.value, 1, 1e-12);
            assert_true(changed->judged.claim == CLAIM_EQUAL ||
                        changed->judged.claim == CLAIM_OPEN);
        }
    }
    assert_int_equal(compare.warnings.count, 0);
}

static void emulated_against_real(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", NULL, not_emulated, &run[1]);
    assert_int_equal(compare_two(&none, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "fig02: kvm is emulated in A, not emulated in B"));
    assert_non_null(strstr(err.text, "--allow emulated"));
    assert_int_equal(compare_two(&all, &err), 0);
    assert_int_equal(compare.warnings.count, 1);
}

static void other_parameters(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", more_threads, NULL, &run[1]);
    assert_int_equal(compare_two(&none, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "parameter threads is 1 in A, 2 in B"));
    assert_int_equal(compare_two(&all, &err), 0);
}

static void other_things(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", another_metric, NULL, &run[1]);
    load_copy("results-sweep", "c", NULL, NULL, &run[2]);
    assert_int_equal(compare_two(&all, &err), -1); /* nothing allows that */
    assert_non_null(strstr(err.text, "the metric is bandwidth in A, latency in B"));
    struct results first = run[0];
    run[0] = run[2];
    assert_int_equal(compare_two(&all, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "no other run has a figure of this one"));
    run[0] = first;
}

static void three_runs_and_a_figure_that_one_lacks(void **state) {
    (void)state;
    struct error err = {.text = ""};
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", NULL, faster, &run[1]);
    load_copy("results-sweep", "c", NULL, NULL, &run[2]);
    assert_int_equal(compare_runs(run, 3, &none, &compare, &err), 0);
    assert_non_null(line_of(1, "docker", "copy"));
    assert_null(line_of(2, "docker", "copy"));
    assert_int_equal(compare.warnings.count, 1);
    assert_string_equal(compare.warnings.word[0], "fig02 is not in C");
}

static void the_same_numbers_in_every_format(void **state) {
    (void)state;
    struct error err;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", NULL, faster, &run[1]);
    assert_int_equal(compare_two(&none, &err), 0);
    cleanup_free char *text = printed(TABLE_TEXT), *csv = printed(TABLE_CSV);
    cleanup_free char *markdown = printed(TABLE_MARKDOWN), *json_text = printed(TABLE_JSON);
    assert_non_null(strstr(text, "+20.0 %"));
    assert_non_null(strstr(text, "differs by 19-21 %")); /* the plan of before knows no direction */
    assert_non_null(strstr(text, "kvm (emulated)"));
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        assert_true(end == line || end[-1] != ' ');
    assert_non_null(strstr(markdown, "| +20.0 % "));
    assert_int_equal(
        strncmp(csv, "figure,x,series,run,directory,metric,unit,emulated,n,mean,ratio,", 64), 0);
    cleanup_json json_t *json = json_loads(json_text, 0, NULL);
    assert_string_equal(json_string_value(json_object_get(json, "schema")), "virtax-compare/1");
    const json_t *row, *rows = json_object_get(json, "rows");
    size_t i, changed = 0;
    assert_int_equal(json_array_size(rows), 24);
    json_array_foreach(rows, i, row) {
        assert_true(json_is_integer(json_object_get(row, "n")));
        if (is_of(row, "docker") && json_is_real(json_object_get(row, "change_ratio"))) {
            near(json_real_value(json_object_get(row, "change_ratio")), 1.2, 1e-6);
            changed++;
        }
    }
    assert_int_equal(changed, 4);
}

static void a_page(void **state) {
    (void)state;
    struct error err;
    char text[65536] = "";
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b<b>", NULL, faster, &run[1]);
    assert_int_equal(compare_two(&none, &err), 0);
    assert_int_equal(compare_write_html(&compare, scratch_path("page.html"), &err), 0);
    cleanup_fclose FILE *file = fopen(scratch_path("page.html"), "re");
    assert_true(file && fread(text, 1, sizeof text - 1, file) > 0);
    assert_non_null(strstr(text, "+20.0 %"));
    assert_non_null(strstr(text, "b&lt;b&gt;"));
    assert_null(strstr(text, "http-equiv"));
    assert_int_equal(compare_write_html(&compare, "/nowhere/page.html", &err), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_known_change),
        TEST(itself_is_equal_or_open),
        TEST(emulated_against_real),
        TEST(other_parameters),
        TEST(other_things),
        TEST(three_runs_and_a_figure_that_one_lacks),
        TEST(the_same_numbers_in_every_format),
        TEST(a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
