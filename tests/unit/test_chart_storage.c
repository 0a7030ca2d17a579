/* test_chart_storage.c - distributions out of records, and the layers of each way to a medium. */
#include "base/words.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "environments/environments.h"
#include "report/chart_cdf.h"
#include "report/chart_paths.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"
#include "small_results.h"

static void add(struct distribution *distribution, const char *buckets, const char *x) {
    cleanup_free char *text = NULL;
    assert_true(asprintf(&text,
                         "{\"kernel\": {\"histograms\": [{\"metric\": \"latency\", \"x\": "
                         "\"%s\", \"unit\": \"us\", \"buckets\": %s}]}}",
                         x, buckets) > 0);
    cleanup_json json_t *record = json_loads(text, 0, NULL);
    assert_non_null(record);
    assert_int_equal(distribution_add(distribution, record, "latency", "read"), 0);
}

static void records_make_one_distribution(void **state) {
    (void)state;
    struct distribution all = {0};
    add(&all, "[[20, 50], [40, 30]]", "read");
    add(&all, "[[10, 10], [40, 9], [900, 1]]", "read");
    add(&all, "[[1, 1000000]]", "write"); /* another kind */
    distribution_sort(&all);
    assert_true(all.total == 100);
    assert_true(distribution_at(&all, 0.1) == 10);
    assert_true(distribution_at(&all, 0.11) == 20);
    assert_true(distribution_at(&all, 0.6) == 20);
    assert_true(distribution_at(&all, 0.99) == 40);
    assert_true(distribution_at(&all, 1) == 900);
    distribution_free(&all);
    assert_true(isnan(distribution_at(&all, 0.5)));
}

/* As every other chart: all gates may have failed. */
static void without_valid_records_the_frame_is_empty(void **state) {
    (void)state;
    struct small_results small;
    struct error err = {0};
    if (system("command -v gnuplot >/dev/null") != 0)
        skip();
    const struct results *results = small_results(&small);
    struct plan_figure *figure = &small.results.plan.figure[0];
    small.summary.shown.chart = "cdf";
    small.summary.shown.axis = "latency";
    small.summary.shown.unit = "us";
    figure->metric = (char *)"latency";
    words_add(&figure->results, "read-p50");
    const char *path = scratch_path("fig12.svg");
    if (chart_write(results, &small.summary, path, &err) < 0)
        fail_msg("%s", err.text);
    cleanup_free char *svg = small_file_read(path, &err);
    words_free(&figure->results);
    assert_non_null(svg);
    assert_non_null(strstr(svg, "latency, us"));
    assert_non_null(strstr(svg, ">docker<"));
}

static void layers_are(const char *environment, const char *record, const char *expected) {
    cleanup_json json_t *json = record ? json_loads(record, 0, NULL) : NULL;
    assert_true(json || !record);
    struct storage_path path;
    char text[512] = "";
    storage_path_of(&environment_find(environment, NULL)->traits, json, &path);
    for (size_t i = 0; i < path.count; i++) {
        strcat(text, i ? " > " : "");
        strcat(text, path.layer[i]);
    }
    assert_string_equal(text, expected);
}

static void ways_are_as_configured(void **state) {
    (void)state;
#define HOST(more)                                                                                 \
    "{\"medium\": {\"file_system\": \"xfs\"" more                                                  \
    "}, \"kernel\": {\"evidence\": {\"engine\": \"libaio\"}}}"
    layers_are("native", HOST(""), "libaio > xfs, host");
    layers_are("docker-volume", HOST(", \"seccomp\": \"default\""),
               "libaio > seccomp: default > volume > xfs, host");
    layers_are("docker-volume", HOST(", \"seccomp\": \"none\""),
               "libaio > seccomp: none > volume > xfs, host");
    layers_are("docker-iouring", HOST(", \"seccomp\": \"seccomp-iouring.json\""),
               "libaio > seccomp-iouring.json > volume > xfs, host");
    layers_are("docker-overlay",
               "{\"medium\": {\"file_system\": \"overlay\", \"data_root\": \"/m/docker\", "
               "\"seccomp\": \"builtin\", \"below\": {\"file_system\": \"btrfs\"}}}",
               "I/O engine > seccomp: builtin > container's layer > btrfs, host");
    layers_are("kvm",
               "{\"medium\": {\"file_system\": \"ext4\", \"aio\": \"native\", \"format\": \"raw\", "
               "\"cache\": \"none\"}}",
               "I/O engine > ext4, guest > virtio-blk > QEMU, aio=native > raw, cache=none");
    layers_are("kvm-tuned",
               "{\"medium\": {\"file_system\": \"ext4\", \"aio\": \"io_uring\", \"format\": "
               "\"raw\", \"cache\": \"none\"}, "
               "\"guest\": {\"features\": {\"queues\": \"multi\", \"io-threads\": \"on\"}}}",
               "I/O engine > ext4, guest > virtio-blk (multi) > I/O thread > QEMU, aio=io_uring > "
               "raw, cache=none");
    layers_are("kvm-qcow2",
               "{\"medium\": {\"file_system\": \"ext4\", \"aio\": \"native\", \"format\": "
               "\"qcow2\", \"cache\": \"none\", "
               "\"below\": {\"file_system\": \"xfs\"}}}",
               "I/O engine > ext4, guest > virtio-blk > QEMU, aio=native > qcow2, cache=none > "
               "xfs, host");
}

static void what_no_record_tells_is_not_drawn(void **state) {
    (void)state;
    layers_are("native", NULL, "I/O engine > file system, host");
    layers_are("docker-overlay", NULL,
               "I/O engine > seccomp: not told > container's layer > file system, host");
    layers_are("kvm-qcow2", NULL, "I/O engine > file system, guest > virtio-blk > QEMU");
}

static void medium_is(const char *machine, const char *expected) {
    cleanup_json json_t *json = json_loads(machine, 0, NULL);
    char text[256];
    assert_string_equal(storage_medium_text(json, text, sizeof text), expected);
}

static void what_is_below_is_told(void **state) {
    (void)state;
    medium_is("{\"media\": [{\"kind\": \"device\"}, {\"kind\": \"loop\", \"device\": "
              "\"/dev/loop3\", \"direct_io\": true}]}",
              "/dev/loop3, direct I/O, over a file on the host's disk");
    medium_is("{\"media\": [{\"kind\": \"loop\", \"device\": \"/dev/loop3\", \"direct_io\": "
              "false}]}",
              "/dev/loop3, through the host's page cache, over a file on the host's disk");
    medium_is("{\"media\": [{\"kind\": \"device\", \"path\": \"/dev/sdb\"}]}", "device /dev/sdb");
    medium_is(
        "{\"media\": [{\"kind\": \"directory\", \"path\": \"/srv\", \"file_system\": \"xfs\"}]}",
        "files in /srv (xfs)");
    medium_is("{}", "storage medium ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_make_one_distribution),
        cmocka_unit_test_setup_teardown(without_valid_records_the_frame_is_empty, scratch_make,
                                        scratch_remove),
        cmocka_unit_test(ways_are_as_configured),
        cmocka_unit_test(what_no_record_tells_is_not_drawn),
        cmocka_unit_test(what_is_below_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
