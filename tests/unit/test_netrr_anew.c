/* test_netrr_anew.c - --new-connection: strangers, lost packets and servers that stand still. */
#include "common/clock.h"
#include "net/door.h"
#include "net/opening.h"
#include "net/socket.h"
#include "netrr/report.h"
#include "netrr/side.h"
#include "netrr/work.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { STRANGERS = 5, FLOOD = NET_DOOR_WAITING + 20 };

static const struct net_kernel kernel = {.name = "netrr", .number = 2};
static const struct netrr_test test = {
    .new_connection = true, .connections = 1, .request = 100, .response = 200};

/* One side with a worker, and a port. */
struct bench {
    struct net_exchange exchange;
    struct netrr_side *side;
    struct net_address address;
    pthread_t worker;
};

static void *work(void *argument) {
    struct bench *bench = argument;
    netrr_work.run(bench->side, &bench->exchange, 0);
    return NULL;
}

static void set_up(struct bench *bench, bool asks) {
    assert_int_equal(net_address_parse("127.0.0.1", 0, &bench->address, NULL), 0);
    assert_int_equal(net_exchange_init(&bench->exchange, &kernel, NULL), 0);
    bench->exchange.listening = net_listen(&bench->address, false, NULL);
    assert_true(bench->exchange.listening >= 0);
    bench->exchange.server = bench->address;
    bench->exchange.streams = 1;
    bench->exchange.on_demand = true;
    memset(bench->exchange.key, 7, sizeof bench->exchange.key);
    atomic_store(&bench->exchange.phase, NET_MEASURING);
    bench->side = netrr_side_new(&test, asks, NULL);
    assert_non_null(bench->side);
    assert_int_equal(netrr_work.prepare(bench->side, &bench->exchange, NULL), 0);
    assert_int_equal(pthread_create(&bench->worker, NULL, work, bench), 0);
}

static void join(struct bench *bench) {
    atomic_store(&bench->exchange.phase, NET_STOPPED);
    assert_int_equal(pthread_join(bench->worker, NULL), 0);
}

static void tear_down(struct bench *bench) {
    close(bench->exchange.listening);
    net_exchange_close(&bench->exchange);
    netrr_work.dispose(bench->side);
}

static int stranger(const struct bench *bench) {
    int fd = net_connect(&bench->address, false, 1, NULL);
    assert_true(fd >= 0);
    return fd;
}

/* One transaction whose preamble and request come `late_s` after what is before them; seconds. */
static double transact(const struct bench *bench, double late_s) {
    uint8_t bytes[NET_PREAMBLE_BYTES + 200] = {0};
    const size_t cut[] = {0, 10, NET_PREAMBLE_BYTES, NET_PREAMBLE_BYTES + 100};
    net_opening_preamble(&bench->exchange, 0, bytes);
    double start = clock_now();
    int fd = stranger(bench);
    for (int i = 0; i < 3; i++) {
        usleep((useconds_t)(1e6 * late_s));
        assert_int_equal(
            net_send_all(fd, bytes + cut[i], cut[i + 1] - cut[i], clock_now() + 1, NULL), 0);
    }
    struct error err = {0};
    if (net_receive_all(fd, bytes, 200, clock_now() + 3, &err) < 0)
        fail_msg("%s", err.text);
    close(fd);
    return clock_now() - start;
}

static void packets_that_come_late_are_waited_for(void **state) {
    (void)state;
    struct bench bench;
    set_up(&bench, false);
    transact(&bench, 0.4); /* sent again after 0.2 s */
    join(&bench);
    assert_int_equal(bench.side->line[0].done, 1);
    assert_int_equal(bench.side->line[0].strangers, 0);
    tear_down(&bench);
}

static void silent_strangers_hold_nobody_up_and_are_counted(void **state) {
    (void)state;
    struct bench bench;
    int silent[STRANGERS];
    set_up(&bench, false);
    for (int i = 0; i < STRANGERS; i++)
        silent[i] = stranger(&bench);
    assert_true(transact(&bench, 0) < 0.5);
    int wrong = stranger(&bench);
    uint8_t wire[NET_PREAMBLE_BYTES];
    net_preamble_encode(&(struct net_preamble){.purpose = NET_DATA, .kernel = 2}, wire);
    assert_int_equal(net_send_all(wrong, wire, sizeof wire, clock_now() + 1, NULL), 0);
    assert_true(transact(&bench, 0) < 0.5);
    join(&bench);
    json_t *report = netrr_report(bench.side, &bench.exchange, NULL);
    assert_int_equal(json_integer_value(json_object_get(report, "strangers")), STRANGERS + 1);
    assert_int_equal(json_integer_value(json_object_get(report, "total_transactions")), 2);
    json_decref(report);
    for (int i = 0; i < STRANGERS; i++)
        close(silent[i]);
    close(wrong);
    tear_down(&bench);
}

/* A client's packet is late, and more strangers come than may wait. */
static void a_flood_does_not_push_our_own_client_out(void **state) {
    (void)state;
    struct bench bench;
    int silent[FLOOD];
    uint8_t bytes[NET_PREAMBLE_BYTES + 200] = {0};
    set_up(&bench, false);
    net_opening_preamble(&bench.exchange, 0, bytes);
    int fd = stranger(&bench);
    for (int i = 0; i < FLOOD; i++)
        silent[i] = stranger(&bench);
    usleep(50000);
    assert_int_equal(net_send_all(fd, bytes, NET_PREAMBLE_BYTES + 100, clock_now() + 1, NULL), 0);
    assert_int_equal(net_receive_all(fd, bytes, 200, clock_now() + 1, NULL), 0);
    close(fd);
    transact(&bench, 0); /* who comes after a flood is served as well */
    join(&bench);
    assert_int_equal(bench.side->line[0].done, 2);
    assert_int_equal(bench.side->line[0].strangers, FLOOD);
    for (int i = 0; i < FLOOD; i++)
        close(silent[i]);
    tear_down(&bench);
}

/* The kernel takes the connection and its bytes; nobody answers. */
static void a_server_that_stands_still_is_an_error_in_time(void **state) {
    (void)state;
    struct bench bench;
    double start = clock_now();
    set_up(&bench, true);
    assert_int_equal(net_poll(bench.exchange.wake, POLLIN, start + 8, NULL), 1);
    struct error err = {0};
    net_exchange_failed(&bench.exchange, &err);
    assert_string_equal(err.text, "connection 0: no answer in time");
    join(&bench);
    tear_down(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packets_that_come_late_are_waited_for),
        cmocka_unit_test(silent_strangers_hold_nobody_up_and_are_counted),
        cmocka_unit_test(a_flood_does_not_push_our_own_client_out),
        cmocka_unit_test(a_server_that_stands_still_is_an_error_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
