/* test_lab.c - data through a real second host, over each of its paths. Needs root. */
#include "common/cleanup.h"
#include "lab/command.h"
#include "lab/route.h"
#include "lab/server.h"
#include "lab/shape.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab_fixture.h"

enum { PORT = 15210 };

/* A server of netstream's in the peer. */
static void serve(const struct lab *lab, const char *listen, const char *token,
                  struct server *server) {
    const char *argv[] = {"build/bin/netstream",           "--server", "--json", "--listen", listen,
                          token ? "--token-file=-" : NULL, NULL};
    struct process_spec spec = {.argv = argv,
                                .network = lab->names.peer,
                                .cpus = &lab->spec.peer_cpus,
                                .input = token,
                                .input_size = token ? strlen(token) : 0};
    struct error err;
    must(server_start(&spec, lab->directory, 0, lab->spec.journal, server, &err), &err);
    must(server_ready(server, 10, &err), &err);
}

/* It ends with its session, and well. */
static void served(struct server *server) {
    struct process_result result;
    struct error err;
    must(server_end(server, 10, &result, &err), &err);
    assert_false(result.timed_out);
    assert_int_equal(result.exit_status, 0);
    cleanup_json json_t *json = json_loads(result.out, 0, NULL);
    assert_non_null(json);
    process_result_free(&result);
}

/* netstream through the lab with the server in the peer and `more` options (NULL: none); Gbit/s,
 * and the bytes moved to *payload. */
static double throughput(const struct lab *lab, enum lab_family family, const char *time,
                         const char *const *more, uint64_t *payload) {
    struct error err;
    char token[66], there[LAB_ADDRESS_TEXT], listen[2 * LAB_ADDRESS_TEXT];
    must(server_token(token, &err), &err);
    lab_address(&lab->addresses, LAB_HOST_WIRE, family, LAB_PEER, there);
    snprintf(listen, sizeof listen, family == LAB_IPV4 ? "%s:%d" : "[%s]:%d", there, PORT);
    struct server server;
    serve(lab, listen, token, &server);
    const char *ask[16] = {
        "build/bin/netstream", listen, "--json", "--omit", "500ms", "--time", time,
        "--token-file=-"};
    for (size_t i = 8; more && *more; i++)
        ask[i] = *more++;
    struct process_spec client = {.argv = ask,
                                  .network = lab_host(lab),
                                  .cpus = &lab->spec.sut_cpus,
                                  .input = token,
                                  .input_size = strlen(token),
                                  .timeout_s = 60};
    struct process_result result;
    must(process_run(&client, &result, &err), &err);
    if (result.exit_status != 0)
        fail_msg("%s", result.err);
    cleanup_json json_t *json = json_loads(result.out, 0, NULL);
    process_result_free(&result);
    const json_t *first = json_array_get(json_object_get(json, "results"), 0);
    double value = json_number_value(json_object_get(first, "value"));
    *payload = (uint64_t)(value * 1e9 / 8 * atof(time));
    served(&server);
    return value;
}

static void two_hosts_meet_over_both_families(void **state) {
    struct real *real = *state;
    struct lab *lab = &real->lab;
    struct error err;
    static const char *const reverse[] = {"--reverse", NULL};
    needs_root();
    for (int i = 0; i < 4; i++) {
        uint64_t payload = 0;
        cleanup_json json_t *first = lab_counters_of_host(lab, &err);
        assert_non_null(first);
        double rate =
            throughput(lab, i & 1 ? LAB_IPV6 : LAB_IPV4, "0.3s", i & 2 ? reverse : NULL, &payload);
        assert_true(rate > 0);
        cleanup_json json_t *last = lab_counters_of_host(lab, &err);
        cleanup_json json_t *between = lab_counters_between(first, last);
        static const struct route routes[] = {
            {.tap = ""}, {.bridge = "docker0"}, {.tap = "nosuchtap"}};
        struct lab_path host = route_path(&routes[0], lab, "docker0");
        struct lab_path nat = route_path(&routes[1], lab, "docker0");
        struct lab_path guest = route_path(&routes[2], lab, "docker0");
        must(lab_path_check(&host, between, payload, &err), &err);
        assert_int_equal(lab_path_check(&nat, between, payload, &err), -1);
        assert_int_equal(lab_path_check(&guest, between, payload, &err), -1);
    }
}

static int up_own_host(void **state) {
    return real_up_as(state, (struct lab_spec){.own_host = true});
}

static int up_whole(void **state) {
    return real_up_as(state, (struct lab_spec){.link_bits = 100e6});
}

/* Slow, since each frame costs a timer. */
static int up_cut(void **state) {
    return real_up_as(state, (struct lab_spec){.link_bits = 200e6, .frames = LAB_FRAMES_CUT});
}

static int up_slow(void **state) {
    return real_up_as(state, (struct lab_spec){.link_bits = 20e6});
}

/* What is received may lag behind the wire or catch up while other work is done on this machine; a
 * wrong count of a frame's bytes, 1.6 % at least, is wrong in every try. Where none comes as near
 * as a quiet machine's, the best is judged: what a wire gives is lost, never more than there is. */
static void expect_goodput(const struct lab *lab, double bits, const char *const *more) {
    double best = 0;
    for (int i = 0; i < 12; i++) {
        uint64_t payload;
        double rate = 1e9 * throughput(lab, LAB_IPV4, "1s", more, &payload);
        print_message("%.6g of %.6g bit/s\n", rate, bits);
        if (rate > 0.995 * bits && rate < 1.005 * bits)
            return;
        best = rate > best ? rate : best;
    }
    if (best < 0.97 * bits || best > 1.005 * bits)
        fail_msg("%g bit/s at best, not %g", best, bits);
}

static void whole_frames_get_what_ethernet_gives(void **state) {
    struct real *real = *state;
    needs_root();
    double limit = lab_goodput_limit(100e6, LAB_MTU);
    expect_goodput(&real->lab, limit, NULL);
    expect_goodput(&real->lab, limit, (const char *[]){"--reverse", NULL});
}

/* Headers 14, 20 and 8, and 24 beside the frame. */
static void small_frames_pay_for_their_overhead(void **state) {
    struct real *real = *state;
    needs_root();
    static const char *const small[] = {"--udp", "--length", "64", NULL};
    static const char *const large[] = {"--udp", "--length", "1472", NULL};
    expect_goodput(&real->lab, 20e6 * 64 / (64 + 42 + 24), small);
    expect_goodput(&real->lab, 20e6 * 1472 / (1472 + 42 + 24), large);
}

static void cut_frames_get_what_ethernet_gives(void **state) {
    struct real *real = *state;
    struct error err;
    needs_root();
    cleanup_json json_t *first = lab_counters(NULL, &err);
    expect_goodput(&real->lab, lab_goodput_limit(200e6, LAB_MTU), NULL);
    cleanup_json json_t *last = lab_counters(NULL, &err);
    cleanup_json json_t *between = lab_counters_between(first, last);
    const json_t *wire = json_object_get(between, real->lab.names.host_wire);
    json_int_t frames = json_integer_value(json_object_get(wire, "tx_packets"));
    assert_true(frames > 0);
    assert_true(json_integer_value(json_object_get(wire, "tx_bytes")) <= frames * (LAB_MTU + 14));
}

/* A namespace in the place of a guest, wired to the bridge as its tap would be. */
static void add_guest(const struct lab *lab, const char *guest, const char *here) {
    struct error err;
    char address[LAB_ADDRESS_TEXT];
    lab_address(&lab->addresses, LAB_GUEST_WIRE, LAB_IPV4, LAB_GUEST, address);
    must(journal_add(lab->spec.journal, "namespace", guest, "", &err), &err);
    must(lab_command(NULL, &err, "ip netns add %s", guest), &err);
    must(journal_add(lab->spec.journal, "link", here, "", &err), &err);
    must(lab_command(NULL, &err, "ip link add %s type veth peer name guest0 netns %s", here, guest),
         &err);
    must(lab_command(NULL, &err, "ip link set dev %s master %s up", here, lab->names.bridge), &err);
    must(lab_command(guest, &err, "ip address add %s/24 dev guest0", address), &err);
    must(lab_command(guest, &err, "ip link set dev guest0 up"), &err);
}

static void a_guest_meets_the_peer_over_the_bridge(void **state) {
    struct real *real = *state;
    struct lab *lab = &real->lab;
    needs_root();
    char guest[64], here[IFNAMSIZ], there[LAB_ADDRESS_TEXT];
    snprintf(guest, sizeof guest, "%s-guest", journal_prefix(lab->spec.journal));
    add_guest(lab, guest, lab_tap_name(&lab->names, 9, here));
    lab_address(&lab->addresses, LAB_GUEST_WIRE, LAB_IPV4, LAB_PEER, there);

    struct error err;
    char listen[2 * LAB_ADDRESS_TEXT];
    snprintf(listen, sizeof listen, "%s:%d", there, PORT);
    struct server server;
    serve(lab, listen, NULL, &server);
    cleanup_json json_t *first = lab_counters(NULL, &err);
    must(lab_command(guest, &err, "build/bin/netstream %s --time 300ms --json", listen), &err);
    cleanup_json json_t *last = lab_counters(NULL, &err);
    cleanup_json json_t *between = lab_counters_between(first, last);
    struct route route = {0}, of_host = {0};
    snprintf(route.tap, sizeof route.tap, "%s", here);
    struct lab_path path = route_path(&route, lab, "docker0");
    struct lab_path host = route_path(&of_host, lab, "docker0");
    must(lab_path_check(&path, between, 1000000, &err), &err);
    assert_int_equal(lab_path_check(&host, between, 1000000, &err), -1);
    served(&server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_LAB(two_hosts_meet_over_both_families, real_up),
        WITH_LAB(two_hosts_meet_over_both_families, up_own_host),
        WITH_LAB(whole_frames_get_what_ethernet_gives, up_whole),
        WITH_LAB(small_frames_pay_for_their_overhead, up_slow),
        WITH_LAB(cut_frames_get_what_ethernet_gives, up_cut),
        WITH_LAB(a_guest_meets_the_peer_over_the_bridge, real_up),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
