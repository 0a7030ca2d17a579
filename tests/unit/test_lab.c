/* test_lab.c - a real second host: made, measured through, and gone again. Needs root; without it
 * the refusal is what is tested. */
#include "harness/cleanup.h"
#include "harness/clock.h"
#include "lab/command.h"
#include "lab/counters.h"
#include "lab/lab.h"
#include "lab/peer.h"
#include "lab/settings_equal.h"
#include "lab/shape.h"
#include "lab/steer.h"
#include "scratch.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { PORT = 15210 };

/* What also a busy machine reaches: its timers are what limits. */
static const double SHAPED_BITS = 200e6;

static bool root(void) {
    return geteuid() == 0;
}

static void must(int status, const struct error *err) {
    if (status < 0)
        fail_msg("%s", err->text);
}

static struct lab_spec two_cpus(struct journal *journal) {
    struct lab_spec spec = {.journal = journal};
    struct topology topology;
    cpu_set_t allowed;
    struct lab_places places;
    struct error err;
    must(topology_read("", &topology, &err), &err);
    assert_int_equal(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    lab_place(&topology, &allowed, &places);
    spec.sut_cpus = places.sut;
    spec.peer_cpus = places.peer;
    return spec;
}

/* What a lab could leave on the host. */
static char *surroundings(void) {
    const char *argv[] = {
        "sh", "-c",
        "ip -o link | sed 's/@.*//'; ip -o address | awk '{print $2, $3, $4}'; ip netns; "
        "iptables-save 2>/dev/null | sed 's/\\[.*//; /^#/d'; nft list ruleset 2>/dev/null; "
        "grep -s '' /proc/sys/net/ipv4/tcp_* /proc/sys/net/core/* /proc/sys/net/bridge/* "
        "/proc/sys/net/ipv4/ip_forward | grep -v 'tcp_mem\\|flow_limit\\|_key'",
        NULL};
    char *text = NULL;
    struct error err;
    must(process_check(argv, &text, &err), &err);
    return text;
}

static void without_root_it_says_so(void **state) {
    (void)state;
    struct error err = {0};
    if (root()) {
        must(lab_probe(&err), &err);
        return;
    }
    struct lab lab;
    struct lab_spec spec = {0};
    assert_int_equal(lab_up(&lab, &spec, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "needs root"));
    assert_int_equal(lab.things, 0);
}

static void without_iproute2_it_says_so(void **state) {
    (void)state;
    if (!root())
        return;
    cleanup_free char *before = strdup(getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    struct error err = {0};
    int status = lab_probe(&err);
    setenv("PATH", before, 1);
    assert_int_equal(status, -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "install iproute2"));
}

static struct journal *open_journal(void) {
    struct journal *journal;
    struct error err;
    must(journal_open(&journal, &err), &err);
    return journal;
}

/* netstream through the lab with the server in the peer; Gbit/s, and the bytes moved to *payload.
 */
static double throughput(struct lab *lab, enum lab_family family, bool reverse, const char *time,
                         uint64_t *payload) {
    struct error err;
    static const char kernel[] = "build/bin/netstream";
    cleanup_free char *token = strdup(scratch_path("token")), *log = strdup(scratch_path("log"));
    must(lab_token_write(token, &err), &err);
    char there[LAB_ADDRESS_TEXT], listen[2 * LAB_ADDRESS_TEXT];
    lab_address(&lab->addresses, LAB_HOST_WIRE, family, LAB_PEER, there);
    snprintf(listen, sizeof listen, family == LAB_IPV4 ? "%s:%d" : "[%s]:%d", there, PORT);

    const char *serve[] = {kernel,   "--server",     "--listen", listen,
                           "--json", "--token-file", token,      NULL};
    struct process_spec server_spec = {.argv = serve};
    struct lab_server server;
    must(lab_server_start(lab, &server_spec, log, PORT, &server, &err), &err);
    must(lab_server_ready(&server, 10, &err), &err);
    const char *ask[] = {kernel,   listen,
                         "--json", "--time",
                         time,     "--token-file",
                         token,    "--omit",
                         "500ms",  reverse ? "--reverse" : NULL,
                         NULL};
    struct process_spec client = {.argv = ask, .cpus = &lab->spec.sut_cpus, .timeout_s = 60};
    struct process_result result;
    must(process_run(&client, &result, &err), &err);
    if (result.exit_status != 0)
        fail_msg("%s", result.err);
    cleanup_json json_t *json = json_loads(result.out, 0, NULL);
    const json_t *first = json_array_get(json_object_get(json, "results"), 0);
    double value = json_number_value(json_object_get(first, "value"));
    *payload = (uint64_t)(value * 1e9 / 8 * atof(time));
    process_result_free(&result);
    must(lab_server_stop(lab, &server, &err), &err);
    return value;
}

struct real {
    struct journal *journal;
    struct lab lab;
    char *before;
};

static int real_up_with(void **state, double link_bits) {
    struct real *real = calloc(1, sizeof *real);
    struct error err;
    *state = real;
    if (!real || !root())
        return real ? 0 : -1;
    real->before = surroundings();
    real->journal = open_journal();
    struct lab_spec spec = two_cpus(real->journal);
    spec.link_bits = link_bits;
    must(lab_up(&real->lab, &spec, &err), &err);
    return 0;
}

static int real_up(void **state) {
    return real_up_with(state, 0);
}

static int real_up_shaped(void **state) {
    return real_up_with(state, SHAPED_BITS);
}

/* What is left differs from before only where the lab forgot something. */
static int real_down(void **state) {
    struct real *real = *state;
    struct error err;
    if (real->journal) {
        must(lab_down(&real->lab, &err), &err);
        must(journal_close(real->journal, &err), &err);
        cleanup_free char *after = surroundings();
        assert_string_equal(real->before, after);
    }
    free(real->before);
    free(real);
    return 0;
}

static void two_hosts_meet_over_both_families(void **state) {
    struct real *real = *state;
    struct lab *lab = &real->lab;
    struct error err;
    for (int i = 0; root() && i < 4; i++) {
        uint64_t payload = 0;
        cleanup_json json_t *first = lab_counters(NULL, &err);
        assert_non_null(first);
        double rate = throughput(lab, i & 1 ? LAB_IPV6 : LAB_IPV4, i & 2, "0.3s", &payload);
        assert_true(rate > 0.1);
        cleanup_json json_t *last = lab_counters(NULL, &err);
        cleanup_json json_t *between = lab_counters_between(first, last);
        struct lab_path host = lab_path_host(lab, "docker0", "nosuchtap");
        struct lab_path nat = lab_path_nat(lab, "docker0", "nosuchtap");
        struct lab_path guest = lab_path_guest(lab, "docker0", "nosuchtap");
        must(lab_path_check(&host, between, payload, &err), &err);
        assert_int_equal(lab_path_check(&nat, between, payload, &err), -1);
        assert_int_equal(lab_path_check(&guest, between, payload, &err), -1);
    }
}

static void a_shaped_wire_carries_what_ethernet_would(void **state) {
    struct real *real = *state;
    for (int reverse = 0; root() && reverse < 2; reverse++) {
        uint64_t payload;
        double rate = throughput(&real->lab, LAB_IPV4, reverse, "2s", &payload);
        double limit = lab_goodput_limit(SHAPED_BITS, LAB_MTU) / 1e9;
        print_message("%g Gbit/s of %g\n", rate, limit);
        assert_true(rate > 0.995 * limit && rate < 1.005 * limit);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_root_it_says_so),
        cmocka_unit_test(without_iproute2_it_says_so),
        cmocka_unit_test_setup_teardown(two_hosts_meet_over_both_families, real_up, real_down),
        cmocka_unit_test_setup_teardown(a_shaped_wire_carries_what_ethernet_would, real_up_shaped,
                                        real_down),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
