/* test_plan_network.c - line rates as people write them, and the plan's member that keeps one. */
#include "common/cleanup.h"
#include "plan/plan_network.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void rates_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double bits;
    } cases[] = {
        {"10gbit", 10e9}, {"10Gbit", 10e9},   {"900M", 900e6},         {"900Mbit", 900e6},
        {"2.5G", 2.5e9},  {"1G", 1e9},        {"1000000", 1e6},        {"1Mbit", 1e6},
        {"1000G", 1e12},  {"1000gbit", 1e12}, {"100000000bit", 100e6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double bits = 0;
        struct error err;
        if (link_rate_parse(cases[i].text, &bits, &err) < 0)
            fail_msg("%s", err.text);
        assert_true(bits == cases[i].bits);
    }
}

static void bad_rates_are_usage_errors(void **state) {
    (void)state;
    static const struct {
        const char *text, *complaint;
    } cases[] = {
        {"nonsense", "nonsense"},
        {"", "''"},
        {"bit", "bit"},
        {"-1G", "-1G"},
        {"10 gbit", "10 g"},
        {"10gbyte", "10gbyte"},
        {"inf", "inf"},
        {"nan", "nan"},
        {"999999", "link rate '999999': from 1Mbit to 1000Gbit can be shaped"},
        {"0", "not above 0"},
        {"2000G", "link rate '2000G': from 1Mbit to 1000Gbit can be shaped"},
        {"1000000000000000000000000000000000gbit", "write it as 10gbit or 900M"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double bits;
        struct error err = {0};
        if (link_rate_parse(cases[i].text, &bits, &err) == 0)
            fail_msg("'%s' was taken", cases[i].text);
        assert_int_equal(err.status, STATUS_USAGE);
        if (!strstr(err.text, cases[i].complaint))
            fail_msg("'%s' instead of '%s'", err.text, cases[i].complaint);
    }
}

static void the_option_is_named(void **state) {
    (void)state;
    struct plan_network network;
    struct error err = {0};
    struct network_request request = {.link = "10gbti"};
    assert_int_equal(plan_network_choose(&request, &network, &err), -1);
    assert_string_equal(err.text,
                        "--link: link rate '10gbti': unknown unit 'gbti' (closest: gbit)");
    request.link = NULL;
    assert_int_equal(plan_network_choose(&request, &network, &err), 0);
    assert_true(network.link_bits == 0);
    request.link = "10gbit";
    assert_int_equal(plan_network_choose(&request, &network, &err), 0);
    assert_true(network.link_bits == 10e9);
}

static void nobody_to_talk_to(void **state) {
    (void)state;
    struct error err = {0};
    struct network_request request = {0};
    assert_int_equal(plan_network_settle(&request, false, &err), 0);
    request.peer = "netns";
    assert_int_equal(plan_network_settle(&request, true, &err), 0);
    assert_int_equal(plan_network_settle(&request, false, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    request.link = "1gbit";
    assert_int_equal(plan_network_settle(&request, false, &err), -1);
    assert_string_equal(err.text,
                        "--link 1gbit: none of these figures has a peer; fig07 and fig08 have");
}

/* A second machine: which, and over which of its addresses. */
static void peers_elsewhere_have_a_numeric_address(void **state) {
    (void)state;
    static const struct {
        struct network_request request;
        const char *complaint; /* NULL: it is good */
    } cases[] = {
        {{.peer = "netns"}, NULL},
        {{.peer = "ssh:me@there", .address = "192.0.2.7"}, NULL},
        {{.peer = "netsn"}, "--peer 'netsn': netns or ssh:USER@HOST expected"},
        {{.peer = "ssh:me@there"}, "--peer-address must tell its numeric address"},
        {{.peer = "ssh:me@there", .address = "there"}, "--peer-address must tell its numeric"},
        {{.address = "192.0.2.7"}, "--peer-address: of a second machine"},
        {{.peer = "netns", .address = "192.0.2.7"}, "--peer-address: of a second machine"},
        {{.peer = "ssh:me@there", .address = "192.0.2.7", .link = "1G"}, "--link: only the wires"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan_network network;
        struct error err = {0};
        int status = plan_network_choose(&cases[i].request, &network, &err);
        assert_int_equal(status, cases[i].complaint ? -1 : 0);
        if (cases[i].complaint && !strstr(err.text, cases[i].complaint))
            fail_msg("'%s' instead of '%s'", err.text, cases[i].complaint);
        if (cases[i].complaint)
            assert_int_equal(err.status, STATUS_USAGE);
        else
            assert_int_equal(network.peer != NULL, cases[i].request.address != NULL);
        plan_network_free(&network);
    }
}

static void there_and_back(void **state) {
    (void)state;
    static const double rates[] = {0, 1e6, 2.5e9, 1e12};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct plan_network network = {.link_bits = rates[i]}, back;
        struct error err;
        cleanup_json json_t *plan = json_pack("{so}", "network", plan_network_json(&network));
        if (plan_network_take(plan, &back, &err) < 0)
            fail_msg("%s", err.text);
        assert_true(back.link_bits == rates[i]);
        assert_null(back.peer);
        plan_network_free(&back);
    }
    struct plan_network network = {.peer = (char[]){"ssh:me@there"},
                                   .address = (char[]){"192.0.2.7"}},
                        back;
    struct error err;
    cleanup_json json_t *plan = json_pack("{so}", "network", plan_network_json(&network));
    if (plan_network_take(plan, &back, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(back.peer, "ssh:me@there");
    assert_string_equal(back.address, "192.0.2.7");
    plan_network_free(&back);
}

/* Plans of before there was a network are read too. */
static void plans_without_a_network_have_no_shaped_link(void **state) {
    (void)state;
    static const char *const texts[] = {"{}", "{\"network\": null}",
                                        "{\"network\": {\"link_bits\": null}}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct plan_network network = {.link_bits = 7};
        cleanup_json json_t *plan = json_loads(texts[i], 0, NULL);
        assert_int_equal(plan_network_take(plan, &network, NULL), 0);
        assert_true(network.link_bits == 0);
    }
}

static void broken_members_are_refused_by_place(void **state) {
    (void)state;
    static const struct {
        const char *text, *complaint;
    } cases[] = {
        {"{\"network\": 7}", "network: an object wanted"},
        {"{\"network\": {}}", "network.link_bits: a number wanted, nothing found"},
        {"{\"network\": {\"link_bits\": \"10gbit\"}}", "network.link_bits: a number wanted"},
        {"{\"network\": {\"link_bits\": 10}}", "network.link_bits: 10 is no rate"},
        {"{\"network\": {\"link_bits\": -1e9}}", "network.link_bits: -1e+09 is no rate"},
        {"{\"network\": {\"link_bits\": null, \"peer\": \"ssh:me@there\", \"address\": null}}",
         "network.peer: ssh:USER@HOST with a numeric address wanted"},
        {"{\"network\": {\"link_bits\": null, \"peer\": \"there\", \"address\": \"192.0.2.7\"}}",
         "network.peer: ssh:USER@HOST with"},
        {"{\"network\": {\"link_bits\": null, \"peer\": null, \"address\": \"192.0.2.7\"}}",
         "network.peer: ssh:USER@HOST with"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan_network network;
        struct error err = {0};
        cleanup_json json_t *plan = json_loads(cases[i].text, 0, NULL);
        assert_non_null(plan);
        assert_int_equal(plan_network_take(plan, &network, &err), -1);
        if (!strstr(err.text, cases[i].complaint))
            fail_msg("'%s' instead of '%s'", err.text, cases[i].complaint);
        plan_network_free(&network);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_read),
        cmocka_unit_test(bad_rates_are_usage_errors),
        cmocka_unit_test(the_option_is_named),
        cmocka_unit_test(nobody_to_talk_to),
        cmocka_unit_test(peers_elsewhere_have_a_numeric_address),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(plans_without_a_network_have_no_shaped_link),
        cmocka_unit_test(broken_members_are_refused_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
