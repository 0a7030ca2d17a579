/* test_export.c - exported values against the results that they are of, awkward names, and what is
 * missing. An end-to-end test reads the same with other people's readers. */
#include "export/measures.h"

#include "run_copies.h"

#include "near.h"

static struct results run[2];
static struct words notes;

static int clear(void **state) {
    for (size_t i = 0; i < 2; i++)
        if (run[i].directory)
            results_free(&run[i]);
    memset(run, 0, sizeof run);
    words_free(&notes);
    return scratch_remove(state);
}

static char *printed(const char *format) {
    struct export_runs runs = {1, run};
    char *text = NULL;
    size_t size = 0;
    struct error err = {.text = ""};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    if (export_find(format, &err)->print(&runs, out, &notes, &err) < 0)
        fail_msg("%s", err.text);
    assert_int_equal(fclose(out), 0);
    return text;
}

static char *read_all(const char *path) {
    char *text = calloc(1, 65536);
    cleanup_fclose FILE *file = fopen(path, "re");
    assert_true(file && text && fread(text, 1, 65535, file) > 0);
    return text;
}

static bool noted(const char *text) {
    for (size_t i = 0; i < notes.count; i++)
        if (strstr(notes.word[i], text))
            return true;
    return false;
}

/* Docker has no triad in any record that counts. */
static void without_triad(json_t *record) {
    const char *series = json_string_value(json_object_get(record, "series"));
    if (series && strcmp(series, "docker") == 0)
        json_array_remove(json_object_get(json_object_get(record, "kernel"), "results"), 3);
}

static void later(json_t *plan) {
    json_object_set_new(plan, "created", json_string("2026-02-03T00:00:00Z"));
}

/* A text that no format may print as it is. */
static void awkward(json_t *plan) {
    json_t *figure = json_array_get(json_object_get(plan, "figures"), 0);
    json_object_set_new(plan, "profile", json_string("a \"quoted\\\" line\nand | more"));
    json_array_set_new(json_object_get(figure, "results"), 0, json_string("copy|scale"));
}

static void formats_are_found_by_name(void **state) {
    (void)state;
    struct error err = {.text = ""};
    for (size_t i = 0; i < export_format_count; i++) {
        assert_ptr_equal(export_find(export_formats[i].name, &err), &export_formats[i]);
        assert_true(!export_formats[i].print != !export_formats[i].write);
    }
    assert_null(export_find("openmetric", &err));
    assert_int_equal(err.status, STATUS_USAGE);
    assert_string_equal(err.text, "unknown format 'openmetric' (closest: openmetrics)");
}

static void slugs(void **state) {
    (void)state;
    char slug[16];
    assert_string_equal(measure_slug("Bandwidth GB/s", '-', slug, sizeof slug), "bandwidth-gb-s");
    assert_string_equal(measure_slug("  %% ", '_', slug, sizeof slug), "");
    assert_string_equal(measure_slug("1/s", '_', slug, sizeof slug), "1_s");
    assert_true(strlen(measure_slug("a b c d e f g h i j k l m", '-', slug, sizeof slug)) < 16);
}

static void bencher_has_the_intervals(void **state) {
    (void)state;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    cleanup_free char *text = printed("bencher");
    cleanup_json json_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_object_size(json), 12);
    const struct summary_row *row = summary_find(&run[0].summary[0], "docker", "copy");
    json_t *benchmark = json_object_get(json, "fig02/docker/copy");
    json_t *mean = json_object_get(benchmark, "bandwidth-gb-s");
    json_t *overhead = json_object_get(benchmark, "bandwidth-overhead-percent");
    near(json_real_value(json_object_get(mean, "value")), row->moments.mean, 1e-7);
    near(json_real_value(json_object_get(mean, "upper_value")),
         row->moments.mean + mean_half_width(&row->moments), 1e-7);
    near(json_real_value(json_object_get(overhead, "lower_value")),
         100 * (row->against.ratio.lo - 1), 1e-7);
    assert_null(
        json_object_get(json_object_get(json, "fig02/native/copy"), "bandwidth-overhead-percent"));
    assert_non_null(json_object_get(json, "fig02/kvm (emulated)/copy"));
}

static void what_is_missing_is_left_out_and_said(void **state) {
    (void)state;
    static const char *const formats[] = {"bencher", "pkb", "openmetrics"};
    load_copy("results-stream", "a", NULL, without_triad, &run[0]);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        cleanup_free char *text = printed(formats[i]);
        assert_non_null(strstr(text, "docker"));
        assert_null(strcasestr(text, "nan"));
        assert_true(noted("fig02: docker triad has no bandwidth: left out"));
        words_free(&notes);
    }
}

static void otava_lines_are_runs_by_time(void **state) {
    (void)state;
    struct error err = {.text = ""};
    char path[256];
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    load_copy("results-stream", "b", later, without_triad, &run[1]);
    struct export_runs runs = {2, run};
    snprintf(path, sizeof path, "%s", scratch_path("x.csv"));
    assert_int_equal(otava_write(&runs, path, &notes, &err), 0);
    cleanup_free char *table = read_all(path);
    assert_int_equal(
        strncmp(table, "time,version,profile,directory,fig02.native.copy.bandwidth,", 59), 0);
    assert_null(strstr(table, "docker.triad")); /* b has none */
    assert_true(noted("fig02.docker.triad.bandwidth.ratio: "));
    assert_non_null(strstr(table, "\n2026-01-02T03:04:05Z,"));
    assert_true(strstr(table, "\n2026-02-03T") > strstr(table, "\n2026-01-02T"));
    assert_null(strstr(table, ",,"));
    cleanup_free char *yaml = read_all(scratch_path("x.csv.yaml"));
    assert_non_null(strstr(yaml, "    type: csv\n"));
    assert_non_null(strstr(yaml, "      \"fig02.kvm (emulated).copy.bandwidth.ratio\":\n"));
    assert_int_equal(otava_write(&runs, "/nowhere/x.csv", &notes, &err), -1);
    assert_int_equal(access("/nowhere", F_OK), -1);
}

static void awkward_texts_stay_whole(void **state) {
    (void)state;
    load_copy("results-stream", "a", awkward, NULL, &run[0]);
    cleanup_free char *metrics = printed("openmetrics"), *pkb = printed("pkb");
    assert_non_null(strstr(metrics, "profile=\"a \\\"quoted\\\\\\\" line\\nand | more\""));
    assert_non_null(strstr(metrics, "x=\"copy|scale\""));
    for (char *line = pkb, *end; (end = strchr(line, '\n')); line = end + 1) {
        cleanup_json json_t *sample = json_loadb(line, (size_t)(end - line), 0, NULL);
        const char *labels = json_string_value(json_object_get(sample, "labels"));
        assert_non_null(labels);
        assert_int_equal(labels[0], '|');
        assert_int_equal(labels[strlen(labels) - 1], '|');
        /* No bar but those about a label: "|a:b|,|c:d|". */
        for (const char *bar = strchr(labels + 1, '|'); bar[1]; bar = strchr(bar + 3, '|'))
            assert_int_equal(strncmp(bar, "|,|", 3), 0);
        if (strstr(labels, "|x:copy"))
            assert_non_null(strstr(labels, "|x:copy/scale|"));
    }
}

static void samples_are_the_blocks(void **state) {
    (void)state;
    size_t samples = 0, overheads = 0;
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    cleanup_free char *text = printed("pkb");
    for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
        cleanup_json json_t *sample = json_loadb(line, (size_t)(end - line), 0, NULL);
        const char *metric = json_string_value(json_object_get(sample, "metric"));
        assert_true(json_number_value(json_object_get(sample, "timestamp")) > 1.7e9);
        samples += strcmp(metric, "bandwidth") == 0;
        overheads += strcmp(metric, "bandwidth overhead") == 0;
    }
    assert_int_equal(samples, 14 * 4); /* one of the 15 cells does not count */
    assert_int_equal(overheads, 2 * 4);
}

/* Two records of the same distribution: 3 samples up to 10 us, 1 up to 20. */
static void with_histograms(json_t *record) {
    json_t *kernel = json_object_get(record, "kernel");
    json_object_set_new(kernel, "histograms",
                        json_pack("[{s:s, s:s, s:s, s:[[f,i],[f,i]]}]", "metric", "latency", "x",
                                  "a/b", "unit", "us", "buckets", 10.0, 3, 20.0, 1));
}

static void distributions_of_all_blocks(void **state) {
    (void)state;
    struct error err = {.text = ""};
    char directory[256], line[200];
    double value, share;
    unsigned count, lines = 0;
    load_copy("results-stream", "a", NULL, with_histograms, &run[0]);
    struct export_runs runs = {1, run};
    snprintf(directory, sizeof directory, "%s", scratch_path("hgrm"));
    assert_int_equal(hgrm_files_write(&runs, directory, &notes, &err), 0);
    assert_true(noted("3 distributions"));
    cleanup_fclose FILE *file = fopen(scratch_path("hgrm/fig02-native-latency-a_b-us.hgrm"), "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "%lf %lf %u", &value, &share, &count) == 3) {
            near(value, share <= 0.75 ? 10 : 20, 0);
            assert_int_equal(count, share <= 0.75 ? 5 * 3 : 5 * 4); /* five blocks */
            lines++;
        } else if (strstr(line, "Mean")) {
            assert_int_equal(sscanf(line, "#[Mean = %lf", &value), 1);
            near(value, 12.5, 1e-3);
        }
    assert_true(lines > 2);
}

static void no_distribution(void **state) {
    (void)state;
    struct error err = {.text = ""};
    load_copy("results-stream", "a", NULL, NULL, &run[0]);
    struct export_runs runs = {1, run};
    char directory[256];
    snprintf(directory, sizeof directory, "%s", scratch_path("hgrm"));
    assert_int_equal(hgrm_files_write(&runs, directory, &notes, &err), -1);
    assert_non_null(strstr(err.text, "no record has a distribution"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(formats_are_found_by_name),
        TEST(slugs),
        TEST(bencher_has_the_intervals),
        TEST(what_is_missing_is_left_out_and_said),
        TEST(otava_lines_are_runs_by_time),
        TEST(awkward_texts_stay_whole),
        TEST(samples_are_the_blocks),
        TEST(distributions_of_all_blocks),
        TEST(no_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
