/* test_lab_addresses.c - the lab's subnets never overlap what is used or routed here. */
#include "common/cleanup.h"
#include "lab/addresses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t random_bits[5] = {1, 2, 3, 4, 5};
/* As ip(8) prints those of a host with one network card. */
static const char plain_routes[] =
    "[{\"dst\":\"default\",\"gateway\":\"192.0.2.1\",\"dev\":\"eth0\",\"flags\":[]},"
    "{\"dst\":\"192.0.2.0/24\",\"dev\":\"eth0\",\"protocol\":\"kernel\",\"scope\":\"link\"},"
    "{\"type\":\"local\",\"dst\":\"127.0.0.0/8\",\"dev\":\"lo\",\"table\":\"local\"},"
    "{\"dst\":\"fe80::/64\",\"dev\":\"eth0\",\"protocol\":\"kernel\",\"metric\":256}]";
static const char plain_addresses[] =
    "[{\"ifname\":\"eth0\",\"addr_info\":[{\"family\":\"inet\",\"local\":\"192.0.2.2\","
    "\"prefixlen\":24},{\"family\":\"inet6\",\"local\":\"fe80::1\",\"prefixlen\":64}]}]";

static int choose(const char *addresses_text, const char *routes_text, unsigned start,
                  struct lab_addresses *chosen, struct error *err) {
    cleanup_json json_t *addresses = json_loads(addresses_text, 0, NULL);
    cleanup_json json_t *routes = json_loads(routes_text, 0, NULL);
    assert_non_null(addresses);
    assert_non_null(routes);
    return lab_addresses_choose(addresses, routes, start, random_bits, chosen, err);
}

static void expect_address(const struct lab_addresses *chosen, enum lab_wire wire,
                           enum lab_family family, unsigned host, const char *expected) {
    char text[LAB_ADDRESS_TEXT];
    assert_string_equal(lab_address(chosen, wire, family, host, text), expected);
}

static void a_free_host_gets_the_pair_of_its_start(void **state) {
    (void)state;
    struct lab_addresses chosen;
    assert_int_equal(choose(plain_addresses, plain_routes, 5, &chosen, NULL), 0);
    expect_address(&chosen, LAB_HOST_WIRE, LAB_IPV4, LAB_HOST, "198.18.10.1");
    expect_address(&chosen, LAB_HOST_WIRE, LAB_IPV4, LAB_PEER, "198.18.10.2");
    expect_address(&chosen, LAB_GUEST_WIRE, LAB_IPV4, LAB_PEER, "198.18.11.2");
    expect_address(&chosen, LAB_GUEST_WIRE, LAB_IPV4, LAB_GUEST + 1, "198.18.11.11");
    expect_address(&chosen, LAB_HOST_WIRE, LAB_IPV6, LAB_HOST, "fd01:203:405::1");
    expect_address(&chosen, LAB_GUEST_WIRE, LAB_IPV6, LAB_PEER, "fd01:203:405:1::2");
    assert_int_equal(choose(plain_addresses, plain_routes, 255 + 256, &chosen, NULL), 0);
    expect_address(&chosen, LAB_GUEST_WIRE, LAB_IPV4, LAB_PEER, "198.19.255.2");
}

static void a_pair_with_an_address_in_it_is_passed_over(void **state) {
    (void)state;
    static const char used[] =
        "[{\"ifname\":\"x\",\"addr_info\":[{\"local\":\"198.18.11.77\",\"prefixlen\":32}]}]";
    struct lab_addresses chosen;
    assert_int_equal(choose(used, plain_routes, 5, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 6);
    assert_int_equal(choose(used, plain_routes, 4, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 4);
}

static void routed_pairs_are_passed_over_by_their_length(void **state) {
    (void)state;
    struct lab_addresses chosen;
    assert_int_equal(choose("[]", "[{\"dst\":\"198.18.0.0/16\"}]", 0, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 128);
    assert_int_equal(choose("[]", "[{\"dst\":\"198.18.0.0/22\"}]", 0, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 2);
    assert_int_equal(choose("[]", "[{\"dst\":\"198.18.1.9\"}]", 0, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 1);
    assert_int_equal(choose("[]", "[{\"dst\":\"198.18.2.0/23\"}]", 0, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 0);
}

/* Behind the last pair comes the first. */
static void the_search_goes_round(void **state) {
    (void)state;
    struct lab_addresses chosen;
    assert_int_equal(choose("[]", "[{\"dst\":\"198.19.254.0/23\"}]", 255, &chosen, NULL), 0);
    assert_int_equal(chosen.pair, 0);
}

static void default_routes_are_no_collision(void **state) {
    (void)state;
    struct lab_addresses chosen;
    assert_int_equal(choose("[]",
                            "[{\"dst\":\"0.0.0.0/0\"},{\"dst\":\"::/0\"},{\"dst\":\"default\"}]", 7,
                            &chosen, NULL),
                     0);
    assert_int_equal(chosen.pair, 7);
}

static void a_host_that_uses_all_is_told(void **state) {
    (void)state;
    struct lab_addresses chosen;
    struct error err;
    static const char *const routes[] = {"[{\"dst\":\"198.18.0.0/15\"}]",
                                         "[{\"type\":\"unreachable\",\"dst\":\"198.0.0.0/8\"}]",
                                         "[{\"dst\":\"128.0.0.0/1\"}]"};
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++) {
        assert_int_equal(choose("[]", routes[i], 0, &chosen, &err), -1);
        assert_int_equal(err.status, STATUS_UNAVAILABLE);
        assert_non_null(strstr(err.text, "198.18.0.0/15"));
    }
}

static void an_ipv6_prefix_in_use_is_refused(void **state) {
    (void)state;
    struct lab_addresses chosen;
    struct error err;
    assert_int_equal(choose("[]", "[{\"dst\":\"fd01:203:405:7::/64\"}]", 0, &chosen, &err), -1);
    assert_non_null(strstr(err.text, "IPv6"));
    assert_int_equal(choose("[]", "[{\"dst\":\"fd01:203:406::/48\"}]", 0, &chosen, &err), 0);
    assert_int_equal(choose("[]", "[{\"dst\":\"fd00::/8\"}]", 0, &chosen, &err), -1);
}

static void names_fit_into_an_interface(void **state) {
    (void)state;
    struct lab_names names;
    char tap[IFNAMSIZ];
    assert_int_equal(lab_names_make("vtx-4194304", &names, NULL), 0);
    assert_string_equal(names.peer, "vtx-4194304-peer");
    assert_string_equal(names.host_wire, "vtx-4194304-h0");
    assert_string_equal(names.bridge, "vtx-4194304-br");
    assert_string_equal(lab_tap_name(&names, 3, tap), "vtx-4194304-t3");
    struct error err;
    assert_int_equal(lab_names_make("vtx-123456789", &names, &err), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_free_host_gets_the_pair_of_its_start),
        cmocka_unit_test(a_pair_with_an_address_in_it_is_passed_over),
        cmocka_unit_test(routed_pairs_are_passed_over_by_their_length),
        cmocka_unit_test(the_search_goes_round),
        cmocka_unit_test(default_routes_are_no_collision),
        cmocka_unit_test(a_host_that_uses_all_is_told),
        cmocka_unit_test(an_ipv6_prefix_in_use_is_refused),
        cmocka_unit_test(names_fit_into_an_interface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
