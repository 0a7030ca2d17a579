/* test_net_wire.c - addresses, preambles, datagrams, messages and parameters from the network. */
#include "common/cleanup.h"
#include "common/clock.h"
#include "net/address.h"
#include "net/exchange.h"
#include "net/message.h"
#include "net/preamble.h"
#include "net/token.h"
#include "netrr/parameters.h"
#include "netstream/work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static void addresses_survive_a_round_trip(void **state) {
    (void)state;
    static const struct {
        const char *text, *printed;
        bool loopback;
    } cases[] = {
        {"127.0.0.1", "127.0.0.1:5210", true},
        {"127.9.0.1:7", "127.9.0.1:7", true},
        {"0.0.0.0", "0.0.0.0:5210", false},
        {"192.0.2.1:0", "192.0.2.1:0", false},
        {"192.0.2.127:65535", "192.0.2.127:65535", false},
        {"::1", "[::1]:5210", true},
        {"[::1]", "[::1]:5210", true},
        {"::", "[::]:5210", false},
        {"[::ffff:127.0.0.1]:7", "[::ffff:127.0.0.1]:7", true},
        {"[::ffff:192.0.2.1]:7", "[::ffff:192.0.2.1]:7", false},
        {"[2001:db8::1]:7", "[2001:db8::1]:7", false},
        {"fe80::1%lo", "[fe80::1%lo]:5210", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct net_address address;
        char text[NET_ADDRESS_TEXT];
        assert_int_equal(net_address_parse(cases[i].text, 5210, &address, NULL), 0);
        assert_string_equal(net_address_format(&address, text, sizeof text), cases[i].printed);
        assert_int_equal(net_address_is_loopback(&address), cases[i].loopback);
    }
}

static void other_addresses_are_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",       "localhost", "1.2.3", "1.2.3.4:",   "1.2.3.4:x",     "1.2.3.4:-1", "[::1",
        "[::1]7", "::1]:7",    ":5210", "fe80::1%no", "1.2.3.4:65536", " 1.2.3.4",   "[1.2.3.4"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct net_address address;
        struct error err = {0};
        assert_int_equal(net_address_parse(cases[i], 5210, &address, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
}

static void preambles_survive_and_others_are_refused(void **state) {
    (void)state;
    struct net_preamble preamble = {.purpose = NET_DATA, .kernel = 2, .stream = 0x01020304}, back;
    for (size_t i = 0; i < NET_SECRET_BYTES; i++)
        preamble.secret[i] = (uint8_t)(200 + i);
    uint8_t wire[NET_PREAMBLE_BYTES];
    net_preamble_encode(&preamble, wire);
    assert_memory_equal(wire, "vtxn\1\2\2\0\1\2\3\4", 12);
    assert_true(net_preamble_decode(wire, sizeof wire, &back));
    assert_int_equal(back.stream, preamble.stream);
    assert_int_equal(back.kernel, 2);
    assert_memory_equal(back.secret, preamble.secret, NET_SECRET_BYTES);
    for (size_t size = 0; size < sizeof wire; size++)
        assert_false(net_preamble_decode(wire, size, &back));
    static const int checked[] = {0, 1, 2, 3, 4, 5, 7}; /* magic, version, purpose, reserved */
    for (size_t i = 0; i < sizeof checked / sizeof *checked; i++) {
        wire[checked[i]] ^= 0x80;
        assert_false(net_preamble_decode(wire, sizeof wire, &back));
        wire[checked[i]] ^= 0x80;
    }
}

static void datagrams_survive_and_other_keys_are_refused(void **state) {
    (void)state;
    static const uint8_t key[] = "12345678", other[] = "12345679";
    uint8_t wire[NET_DATAGRAM_BYTES];
    struct net_datagram back;
    static const struct net_datagram cases[] = {
        {false, 0}, {false, UINT64_C(0x7fffffffffffffff)}, {true, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        net_datagram_encode(&cases[i], key, wire);
        assert_true(net_datagram_decode(wire, sizeof wire, key, &back));
        assert_int_equal(back.hello, cases[i].hello);
        assert_true(back.sequence == cases[i].sequence);
        assert_false(net_datagram_decode(wire, sizeof wire, other, &back));
        assert_false(net_datagram_decode(wire, sizeof wire - 1, key, &back));
    }
}

/* A connected pair, and what one side sent raw for the other to receive. */
static json_t *receive_raw(const void *bytes, size_t size, bool close_after, struct error *err) {
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(send(pair[0], bytes, size, 0), size);
    if (close_after)
        close(pair[0]);
    json_t *message = net_message_receive(pair[1], clock_now() + 0.05, err);
    if (!close_after)
        close(pair[0]);
    close(pair[1]);
    return message;
}

static void messages_survive_a_round_trip(void **state) {
    (void)state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    double soon = clock_now() + 5;
    assert_int_equal(
        net_message_send(pair[0], json_pack("{s:s, s:i}", "type", "x", "n", 7), soon, NULL), 0);
    cleanup_json json_t *message = net_message_expect(pair[1], "x", soon, NULL);
    assert_int_equal(json_integer_value(json_object_get(message, "n")), 7);
    struct error err = {0};
    assert_int_equal(net_message_send(pair[0], json_pack("{s:s}", "type", "x"), soon, NULL), 0);
    assert_null(net_message_expect(pair[1], "y", soon, &err));
    assert_non_null(strstr(err.text, "'x' where 'y' was due"));
    close(pair[0]);
    close(pair[1]);
}

static void malformed_messages_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        bool closed;
        const char *why;
    } cases[] = {
        {"", 0, true, "closed the connection"},
        {"\0\0\0", 3, true, "closed the connection"},
        {"\0\0\0\0", 4, true, "a message of 0 bytes"},
        {"\0\x10\0\1", 4, true, "a message of 1048577 bytes"},
        {"GET / HTTP/1.1\r\n", 16, true, "this is not the protocol"},
        {"\0\0\0\x10{\"type\":\"x\"}", 16, true, "closed the connection"},
        {"\0\0\0\x10{\"type\":\"x\"}", 16, false, "no answer in time"},
        {"\0\0\0\2[]", 6, true, "without a type"},
        {"\0\0\0\x0a{\"type\":1}", 14, true, "without a type"},
        {"\0\0\0\3{\"t", 7, true, "not JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {0};
        assert_null(receive_raw(cases[i].bytes, cases[i].size, cases[i].closed, &err));
        assert_non_null(strstr(err.text, cases[i].why));
    }
}

static void errors_cross_without_control_characters(void **state) {
    (void)state;
    static const char body[] = "{\"type\":\"error\",\"text\":\"a\\n\\u001b[2Jb\",\"status\":77}";
    uint8_t wire[128] = {0, 0, 0, sizeof body - 1};
    memcpy(wire + 4, body, sizeof body - 1);
    struct error err = {0};
    assert_null(receive_raw(wire, 4 + sizeof body - 1, true, &err));
    assert_string_equal(err.text, "a?b");
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
}

/* What the other side takes from parameters is told by them again. */
static void same_again(const struct option_row *own, const void *taken, const json_t *parameters) {
    const struct option_row *const tables[] = {own, NULL};
    cleanup_json json_t *again = option_parameters(tables, taken, NULL);
    assert_non_null(again);
    const char *key;
    json_t *value;
    json_object_foreach(again, key, value) {
        assert_true(json_equal(value, json_object_get(parameters, key)));
    }
}

static void tests_survive_a_round_trip(void **state) {
    (void)state;
    cleanup_json json_t *parameters =
        json_pack("{s:b, s:f, s:f, s:b, s:i, s:i, s:i, s:I, s:s, s:b}", "udp", 1, "omit", 0.5,
                  "time", 2.0, "reverse", 0, "streams", 4, "length", 1000, "window", 4096, "rate",
                  (json_int_t)1000000000, "zerocopy", "off", "gso", 1);
    struct netstream_options bulk = {0};
    assert_int_equal(netstream_test_take(parameters, &bulk.test, NULL), 0);
    assert_true(bulk.test.udp && bulk.test.gso && bulk.test.rate == 1e9);
    assert_true(bulk.test.omit_s == 0.5 && bulk.test.time_s == 2);
    same_again(netstream_options, &bulk, parameters);

    cleanup_json json_t *asking =
        json_pack("{s:b, s:f, s:f, s:i, s:i, s:i, s:f, s:i, s:b}", "udp", 1, "omit", 0.5, "time",
                  2.0, "connections", 128, "request", 16, "response", 65507, "rate", 0.5,
                  "busy-poll", 0, "new-connection", 0);
    struct netrr_options ask = {0};
    assert_int_equal(netrr_test_take(asking, &ask.test, NULL), 0);
    assert_true(ask.test.udp && ask.test.omit_s == 0.5 && ask.test.time_s == 2);
    same_again(netrr_options, &ask, asking);
}

static void tests_beyond_the_limits_are_refused(void **state) {
    (void)state;
    static const char good[] =
        "{\"udp\":false,\"omit\":0,\"time\":1,\"reverse\":false,\"streams\":1,\"length\":1000,"
        "\"window\":null,\"rate\":null,\"zerocopy\":\"off\",\"gso\":false}";
    static const char *const bad[] = {"{\"streams\":0}",
                                      "{\"streams\":129}",
                                      "{\"streams\":-1}",
                                      "{\"streams\":\"1\"}",
                                      "{\"streams\":1.5}",
                                      "{\"length\":0}",
                                      "{\"length\":16777217}",
                                      "{\"window\":0}",
                                      "{\"window\":1073741825}",
                                      "{\"rate\":0}",
                                      "{\"time\":-1}",
                                      "{\"time\":86401}",
                                      "{\"time\":null}",
                                      "{\"udp\":1}",
                                      "{\"zerocopy\":\"on\"}",
                                      "{\"zerocopy\":null}",
                                      "{\"gso\":true}",
                                      "{\"udp\":true,\"length\":15}",
                                      "{\"udp\":true,\"length\":65508}",
                                      "{\"udp\":true,\"zerocopy\":\"send\"}"};
    struct netstream_test test;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cleanup_json json_t *parameters = json_loads(good, 0, NULL);
        cleanup_json json_t *change = json_loads(bad[i], 0, NULL);
        assert_int_equal(netstream_test_take(parameters, &test, NULL), 0);
        assert_int_equal(json_object_update(parameters, change), 0);
        struct error err = {0};
        assert_int_equal(netstream_test_take(parameters, &test, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
    assert_int_equal(netstream_test_take(NULL, &test, NULL), -1);
}

static void buffers_are_limited(void **state) {
    (void)state;
    static const struct netstream_test tests[] = {
        {.streams = 16, .length = NETSTREAM_LENGTH_MAX},
        {.streams = NET_STREAMS_MAX, .length = NETSTREAM_TCP_LENGTH},
        {.streams = NET_STREAMS_MAX, .length = NET_DATAGRAM_MAX, .udp = true},
        {.streams = NET_STREAMS_MAX, .length = 64, .udp = true, .gso = true},
    };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        assert_int_equal(netstream_buffers_fit(&tests[i], NULL), 0);
    struct error err = {0};
    const struct netstream_test one_more = {.streams = 17, .length = NETSTREAM_LENGTH_MAX};
    assert_int_equal(netstream_buffers_fit(&one_more, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
}

static void tokens_are_the_first_line(void **state) {
    (void)state;
    uint8_t none[NET_SECRET_BYTES], token[NET_SECRET_BYTES], zeros[NET_SECRET_BYTES] = {0};
    assert_int_equal(net_token_read(NULL, none, NULL), 0);
    assert_memory_equal(none, zeros, sizeof zeros);
    char path[] = "/tmp/vtx-token-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(net_token_read(path, token, NULL), -1); /* empty */
    assert_int_equal(write(fd, "abc\nmore\n", 9), 9);
    assert_int_equal(net_token_read(path, token, NULL), 0);
    /* FIPS 180-2, appendix B.1: SHA-256 of "abc" */
    assert_memory_equal(token, "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23",
                        16);
    close(fd);
    unlink(path);
    assert_int_equal(net_token_read(path, token, NULL), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_survive_a_round_trip),
        cmocka_unit_test(other_addresses_are_refused),
        cmocka_unit_test(preambles_survive_and_others_are_refused),
        cmocka_unit_test(datagrams_survive_and_other_keys_are_refused),
        cmocka_unit_test(messages_survive_a_round_trip),
        cmocka_unit_test(malformed_messages_are_refused),
        cmocka_unit_test(errors_cross_without_control_characters),
        cmocka_unit_test(tests_survive_a_round_trip),
        cmocka_unit_test(tests_beyond_the_limits_are_refused),
        cmocka_unit_test(buffers_are_limited),
        cmocka_unit_test(tokens_are_the_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
