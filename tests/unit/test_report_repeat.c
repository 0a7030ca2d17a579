/* test_report_repeat.c - the commands that repeat a run, on its page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/jsonfile.h"
#include "report_page.h"

static void asserts_repeat(const char *wanted) {
    struct results results;
    struct error err = {0};
    if (results_load(scratch, PAPER, &results, &err) < 0)
        fail_msg("%s", err.text);
    draw(&results, NULL, &err);
    cleanup_free char *html = page();
    if (!strstr(html, wanted))
        fail_msg("report.html lacks: %s", wanted);
    results_free(&results);
}

/* The same figures on another link, peer or medium would be another experiment. */
static void the_whole_experiment_is_repeated(void **state) {
    (void)state;
    struct error err = {0};
    copy(DATA "results-stream", "plan.json");
    cleanup_json json_t *plan = json_read_file(scratch_path("plan.json"), &err);
    assert_non_null(plan);
    json_object_set_new(plan, "network",
                        json_pack("{s:f,s:s,s:s}", "link_bits", 2.5e9, "peer", "ssh:a@b c",
                                  "address", "192.0.2.7"));
    json_object_set_new(plan, "medium",
                        json_pack("{s:s,s:i}", "where", "/dev/nvme1n1", "size", 1 << 30));
    json_object_set_new(plan, "guest_image", json_string("ab6bba9b"));
    assert_int_equal(json_write_file(scratch_path("plan.json"), plan, &err), 0);
    asserts_repeat("--link 2.5gbit --peer &#39;ssh:a@b c&#39; --peer-address 192.0.2.7 --medium "
                   "/dev/nvme1n1 --set array-size=");
    asserts_repeat("--destroy-data with its name");
    asserts_repeat("<code>ab6bba9b</code>");

    /* Of several figures, what the user set. */
    json_t *figures = json_object_get(plan, "figures");
    json_t *second = json_deep_copy(json_array_get(figures, 0));
    json_object_set_new(second, "name", json_string("fig03"));
    json_array_append_new(figures, second);
    json_object_set_new(plan, "set", json_pack("{s:s}", "time", "1 s"));
    assert_int_equal(json_write_file(scratch_path("plan.json"), plan, &err), 0);
    asserts_repeat("--medium /dev/nvme1n1 --set &#39;time=1 s&#39;</pre>");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_whole_experiment_is_repeated, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
