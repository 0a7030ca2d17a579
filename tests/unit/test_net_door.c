/* test_net_door.c - strangers before a server: half-open ones, floods, garbage, signals. */
#include "common/clock.h"
#include "net/door.h"
#include "net/socket.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { FLOOD = 3 * NET_DOOR_WAITING };

static struct net_door door;

static int open_door(void **state) {
    (void)state;
    struct net_address loopback;
    return net_address_parse("127.0.0.1", 0, &loopback, NULL) < 0 ||
           net_door_open(&door, &loopback, NULL) < 0;
}

static int close_door(void **state) {
    (void)state;
    net_door_close(&door);
    return 0;
}

static int connected(bool udp) {
    int fd = net_connect(&door.address, udp, 1, NULL);
    assert_true(fd >= 0);
    return fd;
}

static int wait_at_door(double seconds, struct net_arrival *arrival) {
    return net_door_wait(&door, NULL, 0, false, clock_now() + seconds, arrival, NULL);
}

static void send_bytes(int fd, const void *bytes, size_t size) {
    assert_int_equal(send(fd, bytes, size, MSG_NOSIGNAL), size);
}

static void a_preamble_in_pieces_is_an_arrival(void **state) {
    (void)state;
    struct net_preamble preamble = {.purpose = NET_DATA, .kernel = 1, .stream = 7};
    uint8_t wire[NET_PREAMBLE_BYTES];
    struct net_arrival arrival;
    net_preamble_encode(&preamble, wire);
    int fd = connected(false);
    send_bytes(fd, wire, 10);
    for (int i = 0; i < 200 && door.waiting == 0; i++)
        assert_int_equal(wait_at_door(0.05, &arrival), NET_EVENT_TIMEOUT);
    assert_int_equal(door.waiting, 1);
    send_bytes(fd, wire + 10, sizeof wire - 10);
    assert_int_equal(wait_at_door(1, &arrival), NET_EVENT_ARRIVAL);
    assert_int_equal(arrival.preamble.stream, 7);
    assert_int_equal(door.waiting, 0);
    close(arrival.fd);
    close(fd);
}

static void silent_connections_are_bounded_and_keep_nobody_out(void **state) {
    (void)state;
    int silent[FLOOD];
    struct net_arrival arrival;
    for (int i = 0; i < FLOOD; i++) {
        silent[i] = connected(false);
        if (i % 32 == 31) /* or the backlog is full */
            assert_int_equal(wait_at_door(0.02, &arrival), NET_EVENT_TIMEOUT);
    }
    assert_int_equal(wait_at_door(0.02, &arrival), NET_EVENT_TIMEOUT);
    assert_int_equal(door.waiting, NET_DOOR_WAITING);
    uint8_t wire[NET_PREAMBLE_BYTES];
    net_preamble_encode(&(struct net_preamble){.purpose = NET_CONTROL}, wire);
    int honest = connected(false);
    send_bytes(honest, wire, sizeof wire);
    assert_int_equal(wait_at_door(1, &arrival), NET_EVENT_ARRIVAL);
    close(arrival.fd);
    close(honest);
    for (int i = 0; i < FLOOD; i++)
        close(silent[i]);
}

static void garbage_is_sent_away(void **state) {
    (void)state;
    struct net_arrival arrival;
    char garbage[4 * NET_PREAMBLE_BYTES], byte;
    memset(garbage, 'x', sizeof garbage);
    int fd = connected(false);
    send_bytes(fd, garbage, sizeof garbage);
    assert_int_equal(net_timeouts(fd, 0.05, NULL), 0);
    ssize_t got = -1;
    for (int i = 0; i < 100 && got < 0; i++) {
        assert_int_equal(wait_at_door(0.05, &arrival), NET_EVENT_TIMEOUT);
        got = recv(fd, &byte, 1, 0);
        if (got < 0 && errno == ECONNRESET)
            got = 0;
    }
    assert_int_equal(got, 0);
    assert_int_equal(door.waiting, 0);
    close(fd);
}

static void a_flood_does_not_put_the_deadline_off(void **state) {
    (void)state;
    struct net_arrival arrival;
    uint8_t wire[NET_PREAMBLE_BYTES];
    net_preamble_encode(&(struct net_preamble){.purpose = NET_CONTROL}, wire);
    int fd = connected(false);
    send_bytes(fd, wire, sizeof wire);
    assert_int_equal(wait_at_door(-1, &arrival), NET_EVENT_TIMEOUT);
    assert_int_equal(wait_at_door(1, &arrival), NET_EVENT_ARRIVAL);
    close(arrival.fd);
    close(fd);
}

static void datagrams_are_told_only_where_asked(void **state) {
    (void)state;
    struct net_arrival arrival;
    int fd = connected(true);
    send_bytes(fd, "x", 1);
    assert_int_equal(wait_at_door(0.05, &arrival), NET_EVENT_TIMEOUT);
    assert_int_equal(net_door_wait(&door, NULL, 0, true, clock_now() + 1, &arrival, NULL),
                     NET_EVENT_DATAGRAM);
    close(fd);
}

static void a_signal_comes_before_everything_else(void **state) {
    (void)state;
    struct net_arrival arrival;
    assert_int_equal(raise(SIGTERM), 0);
    assert_int_equal(wait_at_door(1, &arrival), NET_EVENT_TOLD);
    int number;
    sigset_t terminate;
    sigemptyset(&terminate);
    sigaddset(&terminate, SIGTERM);
    assert_int_equal(sigwait(&terminate, &number), 0);
}

static void taken_ports_and_foreign_addresses_are_refused(void **state) {
    (void)state;
    struct net_door second;
    struct error err = {0};
    assert_int_equal(net_door_open(&second, &door.address, &err), -1);
    assert_non_null(strstr(err.text, "another program has this port"));
    struct net_address foreign;
    assert_int_equal(net_address_parse("192.0.2.1:0", 0, &foreign, NULL), 0);
    assert_int_equal(net_door_open(&second, &foreign, &err), -1);
    assert_non_null(strstr(err.text, "not an address of this machine"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_preamble_in_pieces_is_an_arrival),
        cmocka_unit_test(silent_connections_are_bounded_and_keep_nobody_out),
        cmocka_unit_test(garbage_is_sent_away),
        cmocka_unit_test(a_flood_does_not_put_the_deadline_off),
        cmocka_unit_test(datagrams_are_told_only_where_asked),
        cmocka_unit_test(a_signal_comes_before_everything_else),
        cmocka_unit_test(taken_ports_and_foreign_addresses_are_refused),
    };
    return cmocka_run_group_tests(tests, open_door, close_door);
}
