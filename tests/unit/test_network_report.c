/* test_network_report.c - what a report says and draws of a figure with a peer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "environments/environments.h"
#include "near.h"
#include "report/report_parts.h"
#include "report/wire.h"
#include "scratch.h"
#include "statistics/cost.h"
#include "yields_fixture.h"

static const char netns[] =
    "{\"environments\": {\"docker-nat\": {\"bridge\": \"docker0\"},"
    "\"kvm\": {\"accel\": \"kvm\", \"tap\": \"t0\", \"features\": {\"vhost\": \"on\", "
    "\"net-queues\": \"multi\"}},"
    "\"kvm-tuned\": {\"accel\": \"tcg\", \"tap\": \"t1\", \"features\": {\"vhost\": \"off\"}},"
    "\"lab\": {\"peer\": \"netns\", \"link_bits\": 1e10, \"mtu\": 1500, \"sut_cpus\": \"0-1\","
    "\"peer_cpus\": \"2-3\", \"shared\": \"the last-level cache\", \"names\": {\"host_wire\": "
    "\"h0\","
    "\"host_there\": \"h1\", \"guest_wire\": \"g0\", \"guest_there\": \"g1\", \"bridge\": "
    "\"br\"}}}}";
static const char elsewhere[] =
    "{\"environments\": {\"lab\": {\"peer\": \"elsewhere\", \"link\": \"a real network\","
    "\"link_bits\": null, \"mtu\": 9000, \"sut_cpus\": \"0-1\", \"names\": {\"host_wire\": "
    "\"eth7\"},"
    "\"addresses\": {\"peer\": \"192.0.2.9\"}}}}";

/* One block of two CPUs: native, and the series that is asked for; 9 Gbit/s with the peer's time
 * told or not. */
struct drawn {
    struct results results;
    struct plan_figure figure;
    struct plan_series series[2];
    size_t order[2];
    struct plan_block block;
    struct summary summary;
    struct summary_row row;
};

static void fill(struct drawn *drawn, const char *series, const char *machine, const char *peer) {
    *drawn = (struct drawn){
        .order = {1, 0},
        .series = {{.name = (char *)"native", .environment = (char *)"native"},
                   {.name = (char *)series,
                    .environment = (char *)series,
                    .traits = environment_find(series, NULL)->traits}},
    };
    struct plan *plan = &drawn->results.plan;
    plan->figure_count = 1;
    plan->figure = &drawn->figure;
    drawn->figure = (struct plan_figure){
        .name = (char *)"fig07",
        .title = (char *)"TCP",
        .unit = (char *)"Gbit/s",
        .axis = (char *)"throughput",
        .cpus = (char *)"0-1",
        .role = ROLE_CLIENT,
        .series_count = 2,
        .series = drawn->series,
        .rounds = 1,
    };
    drawn->block = (struct plan_block){.x = -1, .round = 1, .order = drawn->order};
    plan->block_count = 1;
    plan->block = &drawn->block;
    drawn->row = (struct summary_row){
        .series = "native", .x = "send", .unit = "Gbit/s", .moments = {1, 9, 0, 9}};
    drawn->summary =
        (struct summary){.figure = &plan->figure[0], .row_count = 1, .row = &drawn->row};
    drawn->results.summary_count = 1;
    drawn->results.summary = &drawn->summary;
    drawn->results.machine = json_loads(machine, 0, NULL);
    assert_non_null(drawn->results.machine);
    cleanup_free char *line = NULL;
    assert_true(asprintf(&line,
                         "{\"schema\": \"virtax-record/1\", \"cell\": \"fig07/native/r1\","
                         "\"valid\": true, \"host_cpu_s\": 4, \"host_wall_s\": 2,"
                         "\"cpu\": {\"peer\": %s}}\n",
                         peer) > 0);
    struct error err;
    assert_int_equal(
        records_read(scratch_write("records.jsonl", line), &drawn->results.records, &err), 0);
}

static void empty(struct drawn *drawn) {
    json_decref(drawn->results.machine);
    records_free(&drawn->results.records);
}

/* The drawing's texts behind a series' name, joined: "process: CPUs 0-1 > host: its stack > ...".
 */
static void way_is(const char *series, const char *machine, const char *expected) {
    struct drawn drawn;
    struct error err;
    fill(&drawn, series, machine, "1");
    const char *path = scratch_path("ways.svg");
    assert_int_equal(chart_ways_write(&drawn.results, &drawn.summary, path, &err), 0);
    cleanup_free char *svg = small_file_read(path, &err);
    assert_non_null(svg);
    char mark[64], way[512] = "";
    snprintf(mark, sizeof mark, ">%s</text>", series);
    char *at = strstr(svg, mark);
    assert_non_null(at);
    at += strlen(mark);
    for (bool detail = false; (at = strstr(at, "<text ")); detail = !detail) {
        at = strchr(at, '>') + 1;
        char *end = strstr(at, "</text>");
        strcat(way, detail ? ": " : *way ? " > " : "");
        strncat(way, at, (size_t)(end - at));
    }
    assert_string_equal(way, expected);
    empty(&drawn);
}

static void ways_are_drawn_as_configured(void **state) {
    (void)state;
    way_is("docker-host", netns,
           "container: CPUs 0-1 > host: its stack > h0: veth, MTU 1500 > wire: 10 Gbit/s > h1: veth"
           " > peer: CPUs 2-3");
    way_is("docker-nat", netns,
           "container: its own network > docker0: bridge, veth > host: NAT, its stack > "
           "h0: veth, MTU 1500 > wire: 10 Gbit/s > h1: veth > peer: CPUs 2-3");
    way_is("kvm", netns,
           "guest: kvm, virtio-net > vhost-net: a queue for each vCPU > t0: tap > br: bridge > "
           "g0: veth, MTU 1500 > wire: 10 Gbit/s > g1: veth > peer: CPUs 2-3");
    way_is("kvm-tuned", netns,
           "guest: tcg, virtio-net > QEMU: one queue > t1: tap > br: bridge > "
           "g0: veth, MTU 1500 > wire: 10 Gbit/s > g1: veth > peer: CPUs 2-3");
    way_is("docker-host", elsewhere,
           "container: CPUs 0-1 > host: its stack > eth7: MTU 9000 > wire: a real network > "
           "peer: 192.0.2.9");
}

static void report_says(const struct drawn *drawn, const char *text, bool wanted) {
    cleanup_free char *html = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&html, &size);
    assert_non_null(out);
    report_network(out, &drawn->results, 0);
    assert_int_equal(fclose(out), 0);
    if ((strstr(html, text) != NULL) != wanted)
        fail_msg("'%s' is %s\n%s", text, wanted ? "missing" : "there", html);
}

static void the_share_of_the_wire_is_told(void **state) {
    (void)state;
    struct drawn drawn;
    fill(&drawn, "kvm", netns, "0.1");
    near(wire_cpu_share(&drawn.results, 0), 3.9 / 4, 1e-9);
    report_says(&drawn, "9.41 Gbit/s of it. Of that native got 0.96 (send), its CPUs busy for 98 %",
                true);
    report_says(&drawn, "they set the limit", true);
    empty(&drawn);
    fill(&drawn, "kvm", netns, "2");
    report_says(&drawn, "busy for 50 % of the time", true);
    report_says(&drawn, "they set the limit", false);
    empty(&drawn);
    fill(&drawn, "kvm", netns, "null");
    assert_true(isnan(wire_cpu_share(&drawn.results, 0)));
    report_says(&drawn, "Of that native got 0.96 (send).", true);
    empty(&drawn);
    fill(&drawn, "kvm", elsewhere, "null");
    report_says(&drawn, "tested over a real network", true);
    report_says(&drawn, "Of that", false);
    empty(&drawn);
}

static void every_heading_names_the_wire(void **state) {
    (void)state;
    struct drawn drawn;
    char text[128];
    fill(&drawn, "kvm", netns, "1");
    struct plan *plan = &drawn.results.plan;
    assert_string_equal(wire_text(&drawn.results, 0, text, sizeof text), "wire at memory speed");
    plan->network.link_bits = 2.5e9;
    assert_string_equal(wire_text(&drawn.results, 0, text, sizeof text), "wire of 2.5 Gbit/s");
    plan->figure[0].role = ROLE_ALONE;
    assert_string_equal(wire_text(&drawn.results, 0, text, sizeof text), "");
    empty(&drawn);
    fill(&drawn, "kvm", elsewhere, "1");
    plan->network.peer = (char *)"ssh:host";
    assert_string_equal(wire_text(&drawn.results, 0, text, sizeof text), "wire: a real network");
    empty(&drawn);
}

static void costs(const char *metric, const char *x, const char *peer, double expected) {
    cleanup_free char *text = NULL;
    assert_true(
        asprintf(
            &text,
            "{\"valid\": true, \"host_cpu_s\": 3, \"host_wall_s\": 2, \"cpu\": {\"peer\": %s}, "
            "\"kernel\": {\"results\": [{\"metric\": \"%s\", "
            "\"x\": \"%s\", \"value\": 100}]}}",
            peer, metric, x) > 0);
    cleanup_json json_t *record = json_loads(text, 0, NULL);
    assert_non_null(record);
    cleanup_json json_t *yields = yields_of(YIELDS_OF_NETWORK);
    double cost = record_cost(&(struct shown){.yields = yields}, record, NULL);
    if (isnan(expected))
        assert_true(isnan(cost));
    else
        near(cost, expected, 1e-9 * expected);
}

static void cost_is_the_host_without_the_peer(void **state) {
    (void)state;
    costs("speed", "receive", "1", 2 * 8 / 200.0);
    costs("speed", "receive", "null", 3 * 8 / 200.0);
    costs("speed", "send", "null", NAN);
    costs("delay", "p50", "null", NAN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ways_are_drawn_as_configured, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(the_share_of_the_wire_is_told, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(every_heading_names_the_wire, scratch_make, scratch_remove),
        cmocka_unit_test(cost_is_the_host_without_the_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
