/* test_lab_facts.c - what another machine's commands say of its interface. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/cleanup.h"
#include "lab/facts.h"

static const char eth0[] = "[{\"ifname\":\"eth0\",\"mtu\":9000,\"qdisc\":\"mq\","
                           "\"num_rx_queues\":8,\"gso_max_size\":65536}]\n";

static void facts_are(const char *features, const char *expected) {
    cleanup_json json_t *facts = lab_remote_facts(eth0, features);
    assert_non_null(facts);
    cleanup_free char *dump = json_dumps(facts, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(dump, expected);
}

static void both_commands_are_read(void **state) {
    (void)state;
    facts_are("[ {\n \"ifname\": \"eth0\", \"rx-checksumming\": {\"active\": true},"
              " \"tx-vlan-offload\": {\"active\": false} } ]\n",
              "{\"eth0\":{\"gro_max_size\":null,\"gso_max_size\":65536,\"mtu\":9000,"
              "\"offloads\":[\"rx-checksumming\"],\"qdisc\":\"mq\",\"queues\":8}}");
}

static void ethtool_may_be_missing(void **state) {
    (void)state;
    static const char without[] = "{\"eth0\":{\"gro_max_size\":null,\"gso_max_size\":65536,"
                                  "\"mtu\":9000,\"offloads\":null,\"qdisc\":\"mq\","
                                  "\"queues\":8}}";
    facts_are("null\n", without);
    facts_are("", without);
    facts_are(NULL, without);
    facts_are("netlink error: Operation not supported\nnull\n", without);
}

static void no_interface_no_facts(void **state) {
    (void)state;
    static const char *const none[] = {NULL, "", "null\n", "[]\n", "Device does not exist.\n"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_null(lab_remote_facts(none[i], "[]"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_commands_are_read),
        cmocka_unit_test(ethtool_may_be_missing),
        cmocka_unit_test(no_interface_no_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
