/* test_lab_path.c - a cell whose bytes went another way than declared is found out. */
#include "base/jsonfile.h"
#include "common/cleanup.h"
#include "lab/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MEGABYTE = 1000000 };

static struct lab lab;

static int name_the_lab(void **state) {
    (void)state;
    return lab_names_make("vtx-4711", &lab.names, NULL);
}

static json_t *reading(const char *file) {
    char path[128];
    struct error err;
    snprintf(path, sizeof path, "tests/unit/data/lab/%s", file);
    cleanup_json json_t *links = json_read_file(path, &err);
    json_t *counters = links ? lab_counters_parse(links, &err) : NULL;
    if (!counters)
        fail_msg("%s", err.text);
    return counters;
}

static json_t *cell(const char *after) {
    cleanup_json json_t *before = reading("before.json");
    cleanup_json json_t *then = reading(after);
    return lab_counters_between(before, then);
}

static json_int_t count(const json_t *between, const char *interface, const char *counter) {
    const json_t *value = json_object_get(json_object_get(between, interface), counter);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static void expect(const struct lab_path *path, const json_t *between, uint64_t payload,
                   const char *complaint) {
    struct error err = {0};
    int status = lab_path_check(path, between, payload, &err);
    if (!complaint && status < 0)
        fail_msg("%s", err.text);
    if (complaint && (status == 0 || !strstr(err.text, complaint)))
        fail_msg("'%s' instead of '%s'", err.text, complaint);
}

/* Readings as ip(8) prints them around one megabyte on each path in turn; all three paths are
 * tried on each. */
static void each_path_is_told_from_the_others(void **state) {
    (void)state;
    static const struct {
        const char *after, *host, *nat, *guest;
    } cases[] = {
        {"after-host.json", NULL, "docker0 carried 0 of", "vtx-4711-g0 carried 0 of"},
        {"after-nat.json", "docker0 carried 1052", NULL, "vtx-4711-g0 carried 0 of"},
        {"after-guest.json", "vtx-4711-h0 carried 420 of", "vtx-4711-h0 carried 420 of", NULL},
        {"after-nothing.json", "vtx-4711-h0 carried 0 of", "vtx-4711-h0 carried 0 of",
         "vtx-4711-g0 carried 0 of"},
    };
    static const struct route routes[] = {
        {.tap = ""}, {.bridge = "docker0"}, {.tap = "vtx-4711-t0"}};
    struct lab_path host = route_path(&routes[0], &lab, "docker0");
    struct lab_path nat = route_path(&routes[1], &lab, "docker0");
    struct lab_path guest = route_path(&routes[2], &lab, "docker0");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_json json_t *between = cell(cases[i].after);
        expect(&host, between, MEGABYTE, cases[i].host);
        expect(&nat, between, MEGABYTE, cases[i].nat);
        expect(&guest, between, MEGABYTE, cases[i].guest);
    }
}

static void more_payload_than_the_wire_carried_is_no_path(void **state) {
    (void)state;
    cleanup_json json_t *between = cell("after-host.json");
    struct lab_path host = route_path(&(struct route){0}, &lab, "");
    expect(&host, between, MEGABYTE, NULL);
    expect(&host, between, 2 * MEGABYTE, "the data went another way");
    expect(&host, between, 0, "nothing was moved");
}

/* Neighbour discovery and the like; the bound grows with what was moved. */
static void strays_are_allowed(void **state) {
    (void)state;
    struct lab_path path = {.through = {"wire"}, .never = {"other"}};
    static const struct {
        int payload, stray;
        const char *complaint;
    } cases[] = {
        {1000, 16384, NULL},
        {1000, 16385, "other carried 16385"},
        {100 * MEGABYTE, MEGABYTE, NULL},
        {100 * MEGABYTE, MEGABYTE + 1, "should have none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_json json_t *between =
            json_pack("{s:{s:i,s:i},s:{s:i,s:i}}", "wire", "rx_bytes", 0, "tx_bytes",
                      cases[i].payload, "other", "rx_bytes", cases[i].stray / 2, "tx_bytes",
                      cases[i].stray - cases[i].stray / 2);
        expect(&path, between, (uint64_t)cases[i].payload, cases[i].complaint);
    }
}

static void differences_are_of_what_counted(void **state) {
    (void)state;
    cleanup_json json_t *between = cell("after-nat.json");
    assert_int_equal(count(between, "vtx-4711-h0", "tx_bytes"), 1050040);
    assert_int_equal(count(between, "vtx-4711-h0", "tx_packets"), 30);
    assert_int_equal(count(between, "veth9", "rx_bytes"), 1050000); /* came up in between */
    assert_null(json_object_get(between, "lo"));                    /* stood still */
    assert_null(json_object_get(between, "gone0"));
}

static void what_has_no_counters_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "[{\"ifname\":\"lo\"}]", "[{}]", "[7]",
        "[{\"ifname\":\"lo\",\"stats64\":{\"rx\":{\"bytes\":1,\"packets\":1,\"dropped\":0}}}]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cleanup_json json_t *links = json_loads(texts[i], 0, NULL);
        struct error err;
        assert_null(lab_counters_parse(links, &err));
        assert_non_null(strstr(err.text, "no counters"));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_path_is_told_from_the_others),
        cmocka_unit_test(more_payload_than_the_wire_carried_is_no_path),
        cmocka_unit_test(strays_are_allowed),
        cmocka_unit_test(differences_are_of_what_counted),
        cmocka_unit_test(what_has_no_counters_is_refused),
    };
    return cmocka_run_group_tests(tests, name_the_lab, NULL);
}
