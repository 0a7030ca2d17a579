/* test_watch.c - the state of a run at every moment that it can be met in. */
#include "watch/watch.h"

#include "common/smallfile.h"
#include "run_copies.h"

#include "near.h"

static struct watch watch;
static struct error err;

static int begin(void **state) {
    err = (struct error){.text = ""};
    return scratch_make(state);
}

static int clear(void **state) {
    watch_close(&watch);
    return scratch_remove(state);
}

/* The lines of a small run, which a test gives to the watched one bit by bit. */
static FILE *all_lines(void) {
    FILE *file = fopen(RUN_DATA "results-stream/records.jsonl", "re");
    assert_non_null(file);
    return file;
}

static void append(const char *text, size_t size) {
    cleanup_fclose FILE *file = fopen(scratch_path("run/records.jsonl"), "ae");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
}

static void put_machine(json_t *measurer) {
    cleanup_json json_t *machine =
        json_pack("{s:s, s:o}", "schema", "virtax-machine/1", "measurer", measurer);
    assert_int_equal(json_write_file(scratch_path("run/machine.json"), machine, &err), 0);
}

/* A directory with the plan alone. */
static void put_plan(void) {
    load_copy("results-stream", "run", NULL, NULL, NULL);
    assert_int_equal(unlink(scratch_path("run/records.jsonl")), 0);
    assert_int_equal(watch_open(scratch_path("run"), &watch, &err), 0);
}

static void look(int news) {
    int found = watch_look(&watch, &err);
    if (found != news)
        fail_msg("found %d, wanted %d: %s", found, news, err.text);
}

static void nothing_there_yet(void **state) {
    (void)state;
    assert_int_equal(watch_open(scratch_path("run"), &watch, &err), 0);
    look(0);
    assert_int_equal(watch.phase, WATCH_ABSENT);
    load_copy("results-stream", "run", NULL, NULL, NULL);
    look(1);
    assert_int_equal(watch.phase, WATCH_WHOLE);
    assert_int_equal(watch.done, 15);
}

static void half_a_record(void **state) {
    (void)state;
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    cleanup_fclose FILE *lines = all_lines();
    char values[256];
    put_plan();
    look(1);
    assert_int_equal(watch.cells, 15);
    assert_int_equal(watch.done, 0);
    assert_true(isnan(watch.left_s));
    assert_string_equal(watch.now, "fig02/native/r1");
    size_t size = (size_t)getline(&line, &capacity, lines);
    append(line, size / 2);
    look(0);
    append(line + size / 2, size - size / 2);
    look(1);
    assert_int_equal(watch.done, 1);
    assert_int_equal(json_array_size(watch.fresh), 1);
    assert_string_equal(watch_values(&watch, json_array_get(watch.fresh, 0), values, sizeof values),
                        "copy 11.82, scale 11.62, add 12.89, triad 12.85 GB/s");
    assert_string_equal(watch.now, "fig02/docker/r1");
    near(watch.left_s, 14 * 2.1, 1e-9); /* as long as the one that is known */
    look(0);
    assert_int_equal(json_array_size(watch.fresh), 0);
}

static void how_it_ends(void **state) {
    (void)state;
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    cleanup_fclose FILE *lines = all_lines();
    put_plan();
    while ((size = getline(&line, &capacity, lines)) > 0) {
        assert_int_equal(watch.phase == WATCH_WHOLE, false);
        append(line, (size_t)size);
        assert_true(watch_look(&watch, &err) >= 0);
    }
    assert_int_equal(watch.phase, WATCH_WHOLE);
    assert_int_equal(watch.left_s, 0);
    assert_string_equal(watch.now, "");
    assert_int_equal(watch.failed + watch.gated, 1); /* one cell's check is not ok */
    assert_int_equal(watch_status(&watch), watch.failed ? STATUS_FAILED : STATUS_GATE);
}

static void a_measurer_that_lives(void **state) {
    (void)state;
    put_plan();
    put_machine(measurer_here());
    assert_int_equal(measurer_state(NULL), MEASURER_UNKNOWN);
    look(1);
    look(0);
    look(0);
    assert_int_equal(watch.phase, WATCH_GOES_ON);
    assert_int_equal(measurer_state(watch.machine), MEASURER_ALIVE);
}

static void one_that_was_killed(void **state) {
    (void)state;
    char words[512];
    json_t *measurer = measurer_here();
    json_object_set_new(measurer, "start", json_string("1")); /* of another process with its pid */
    put_plan();
    put_machine(measurer);
    look(1);
    assert_int_equal(watch.phase, WATCH_GOES_ON); /* it may be about to say that it has ended */
    look(1);
    assert_int_equal(watch.phase, WATCH_GONE);
    assert_int_equal(watch_status(&watch), STATUS_FAILED);
    assert_non_null(strstr(watch_words(&watch, words, sizeof words), "killed"));
    assert_non_null(strstr(words, "virtax resume"));
}

static void one_that_was_interrupted(void **state) {
    (void)state;
    json_t *machine = json_pack("{s:o}", "measurer", measurer_here());
    measurer_end(machine);
    put_plan();
    put_machine(json_incref(json_object_get(machine, "measurer")));
    json_decref(machine);
    look(1);
    assert_int_equal(watch.phase, WATCH_INTERRUPTED);
    assert_int_equal(watch_status(&watch), STATUS_INTERRUPTED);
}

static void one_elsewhere_is_never_called_dead(void **state) {
    (void)state;
    json_t *measurer = measurer_here();
    json_object_set_new(measurer, "boot", json_string("of another machine"));
    json_object_set_new(measurer, "start", json_string("1"));
    put_plan();
    put_machine(measurer);
    look(1);
    look(0);
    look(0);
    assert_int_equal(watch.phase, WATCH_GOES_ON);
}

static void records_that_are_none(void **state) {
    (void)state;
    put_plan();
    look(1);
    append("{\"schema\":\"virtax-record/1\"\n", 28);
    assert_int_equal(watch_look(&watch, &err), -1);
    assert_non_null(strstr(err.text, "records.jsonl:1: "));
}

static void a_file_that_shrinks(void **state) {
    (void)state;
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    cleanup_fclose FILE *lines = all_lines();
    put_plan();
    append(line, (size_t)getline(&line, &capacity, lines) * 0);
    size_t size = strlen(line);
    append(line, size);
    look(1);
    assert_int_equal(truncate(scratch_path("run/records.jsonl"), 10), 0);
    assert_int_equal(watch_look(&watch, &err), -1);
    assert_non_null(strstr(err.text, "not the run that it was"));
}

static void a_page_that_reloads(void **state) {
    (void)state;
    load_copy("results-stream", "run", NULL, NULL, NULL);
    assert_int_equal(watch_open(scratch_path("run"), &watch, &err), 0);
    look(1);
    assert_int_equal(watch_write_html(&watch, scratch_path("page.html"), 7, &err), 0);
    cleanup_free char *page = small_file_read(scratch_path("page.html"), &err);
    assert_non_null(strstr(page, "<meta http-equiv=\"refresh\" content=\"7\">"));
    assert_non_null(strstr(page, "<progress max=\"15\" value=\"15\""));
    assert_non_null(strstr(page, "Cells that do not count:"));
    assert_non_null(strstr(page, "fig02/docker/r4: "));
    assert_int_equal(access(scratch_path("page.html.new"), F_OK), -1);
    assert_int_equal(watch_write_html(&watch, scratch_path("page.html"), 0, &err), 0);
    cleanup_free char *last = small_file_read(scratch_path("page.html"), &err);
    assert_null(strstr(last, "http-equiv"));
    assert_int_equal(watch_write_html(&watch, "/nowhere/page.html", 0, &err), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, clear)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(nothing_there_yet),
        TEST(half_a_record),
        TEST(how_it_ends),
        TEST(a_measurer_that_lives),
        TEST(one_that_was_killed),
        TEST(one_that_was_interrupted),
        TEST(one_elsewhere_is_never_called_dead),
        TEST(records_that_are_none),
        TEST(a_file_that_shrinks),
        TEST(a_page_that_reloads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
