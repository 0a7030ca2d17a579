/* test_redisload_connection.c - requests out of a socket and answers in, whole, in parts and wrong.
 */
#include "redisload/connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { DEPTH = 4, VALUE = 20 };

struct pair {
    struct operations operations;
    struct commands commands;
    struct connection connection;
    int server;
};

/* `set` requests only, or gets only. */
static struct pair *pair_new(bool set) {
    struct redisload_options o = {.clients = 1,
                                  .mix = {set, !set},
                                  .keys = 100,
                                  .key_size = 3,
                                  .value_size = VALUE,
                                  .seed = 1};
    struct pair *pair = calloc(1, sizeof *pair);
    int fd[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    pair->server = fd[1];
    pair->operations = operations_of(&o);
    assert_int_equal(commands_make(&pair->commands, &pair->operations, NULL), 0);
    assert_int_equal(connection_init(&pair->connection, fd[0], 0, DEPTH, &pair->commands,
                                     &pair->operations, NULL),
                     0);
    return pair;
}

static void pair_free(struct pair *pair) {
    connection_close(&pair->connection);
    commands_free(&pair->commands);
    if (pair->server >= 0)
        close(pair->server);
    free(pair);
}

/* Feeds a text in parts of `part` bytes, and takes answers whenever there are any: how many, or -1.
 */
static int feed(struct pair *pair, const char *text, size_t size, size_t part, struct answer *last,
                struct error *err) {
    int count = 0, more = 0;
    for (size_t at = 0; at < size && more >= 0; at += part) {
        size_t length = size - at < part ? size - at : part;
        assert_int_equal(connection_feed(&pair->connection, text + at, length, err), 0);
        while ((more = connection_answer(&pair->connection, last, err)) > 0)
            count++;
    }
    return more < 0 ? -1 : count;
}

static size_t value_reply(const struct pair *pair, unsigned asked, char *text) {
    const struct connection *c = &pair->connection;
    char value[VALUE];
    operation_value(&pair->operations, c->asked[(c->first + asked) % c->depth].operation.key, 3,
                    value);
    return (size_t)sprintf(text, "$%d\r\n%.*s\r\n", VALUE, VALUE, value);
}

static void requests_are_sent_in_order(void **state) {
    (void)state;
    struct pair *pair = pair_new(false);
    char got[1024], wanted[1024];
    size_t size = 0;
    for (unsigned i = 0; i < DEPTH; i++) {
        struct operation operation = operation_at(&pair->operations, 0, i);
        size += commands_write(&pair->commands, &pair->operations, &operation, i, wanted + size);
        connection_ask(&pair->connection, 1, 2);
    }
    assert_int_equal(connection_send(&pair->connection, NULL), 0);
    assert_int_equal(read(pair->server, got, sizeof got), size);
    assert_memory_equal(got, wanted, size);
    pair_free(pair);
}

/* A socket that takes a part only: the rest goes when there is room, and nothing is sent twice. */
static void what_does_not_fit_is_sent_later(void **state) {
    (void)state;
    struct redisload_options o = {
        .clients = 1, .mix = {1, 0}, .keys = 10, .key_size = 3, .value_size = 200000, .seed = 1};
    struct operations operations = operations_of(&o);
    struct commands commands = {0};
    struct connection connection;
    int fd[2], small = 4096;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    setsockopt(fd[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    assert_int_equal(commands_make(&commands, &operations, NULL), 0);
    assert_int_equal(connection_init(&connection, fd[0], 0, 2, &commands, &operations, NULL), 0);
    size_t size = commands.set.size, got = 0;
    char *wanted = malloc(2 * size), *read_back = malloc(2 * size);
    for (unsigned i = 0; i < 2; i++) {
        struct operation operation = operation_at(&operations, 0, i);
        commands_write(&commands, &operations, &operation, i, wanted + i * size);
        connection_ask(&connection, 0, 0);
    }
    while (got < 2 * size) {
        assert_int_equal(connection_send(&connection, NULL), 0);
        ssize_t more = recv(fd[1], read_back + got, 2 * size - got, MSG_DONTWAIT);
        assert_true(more > 0);
        got += (size_t)more;
    }
    assert_memory_equal(read_back, wanted, got);
    assert_true(recv(fd[1], read_back, 1, MSG_DONTWAIT) < 0);
    connection_close(&connection);
    commands_free(&commands);
    close(fd[1]);
    free(wanted);
    free(read_back);
}

static void answers_come_in_any_parts(void **state) {
    (void)state;
    for (size_t part = 1; part < 80; part++) {
        struct pair *pair = pair_new(false);
        struct answer last = {0};
        struct error err = {0};
        char text[1024];
        size_t size = 0;
        for (unsigned i = 0; i < 3; i++)
            connection_ask(&pair->connection, i, 10 + i);
        size += value_reply(pair, 0, text + size);
        size += (size_t)sprintf(text + size, "$-1\r\n");
        size += value_reply(pair, 2, text + size);
        assert_int_equal(feed(pair, text, size, part, &last, &err), 3);
        assert_true(last.hit);
        assert_int_equal(last.asked.number, 2);
        assert_true(last.asked.due_s == 2 && last.asked.sent_s == 12);
        assert_int_equal(pair->connection.in_flight, 0);
        pair_free(pair);
    }
}

static void a_key_that_is_not_there_is_no_hit(void **state) {
    (void)state;
    struct pair *pair = pair_new(false);
    struct answer last = {.hit = true};
    connection_ask(&pair->connection, 0, 0);
    assert_int_equal(feed(pair, "$-1\r\n", 5, 5, &last, NULL), 1);
    assert_false(last.hit);
    pair_free(pair);
}

static void refuses(bool set, const char *text, const char *why) {
    struct pair *pair = pair_new(set);
    struct answer last;
    struct error err = {0};
    connection_ask(&pair->connection, 0, 0);
    assert_int_equal(feed(pair, text, strlen(text), strlen(text), &last, &err), -1);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    pair_free(pair);
}

static void what_is_no_answer_is_said(void **state) {
    (void)state;
    refuses(true, "-OOM command not allowed when used memory > 'maxmemory'.\r\n",
            "request 0: OOM command not allowed");
    refuses(true, "-READONLY You can't write against a read only replica.\r\n", "READONLY");
    refuses(true, "$-1\r\n", "SET: answered nil");
    refuses(true, "+QUEUED\r\n", "SET: answered QUEUED");
    refuses(true, "$2\r\nOK\r\n", "SET: answered OK");
    refuses(true, ":1\r\n", "answered a number");
    refuses(false, "*2\r\n$-1\r\n$-1\r\n", "answered a list");
    refuses(false, "*1\r\n*1\r\n+OK\r\n", "");
    refuses(false, "+OK\r\n", "not a value of this key: OK");
    refuses(false, "$20\r\n00000000000000000000\r\n", "not a value of this key");
    refuses(false, "$3\r\nabc\r\n", "not a value of this key: abc");
    refuses(false, "HTTP/1.1 400 Bad Request\r\n", "does not speak as Redis does");
    refuses(false, "$99999999999999999999\r\n", "does not speak as Redis does");
    refuses(false, "$-2\r\n", "does not speak as Redis does");
}

static void more_answers_than_requests(void **state) {
    (void)state;
    struct pair *pair = pair_new(true);
    struct answer last;
    struct error err = {0};
    connection_ask(&pair->connection, 0, 0);
    assert_int_equal(feed(pair, "+OK\r\n+OK\r\n", 10, 10, &last, &err), -1);
    assert_non_null(strstr(err.text, "answered more than was asked"));
    pair_free(pair);
}

static void a_closed_connection_is_an_error(void **state) {
    (void)state;
    struct pair *pair = pair_new(true);
    struct error err = {0};
    char bytes[10];
    assert_int_equal(connection_receive(&pair->connection, bytes, sizeof bytes, &err), 0);
    close(pair->server);
    pair->server = -1;
    assert_int_equal(connection_receive(&pair->connection, bytes, sizeof bytes, &err), -1);
    assert_non_null(strstr(err.text, "closed the connection"));
    connection_ask(&pair->connection, 0, 0);
    assert_int_equal(connection_send(&pair->connection, &err), -1); /* and no SIGPIPE */
    pair_free(pair);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_sent_in_order),
        cmocka_unit_test(what_does_not_fit_is_sent_later),
        cmocka_unit_test(answers_come_in_any_parts),
        cmocka_unit_test(a_key_that_is_not_there_is_no_hit),
        cmocka_unit_test(what_is_no_answer_is_said),
        cmocka_unit_test(more_answers_than_requests),
        cmocka_unit_test(a_closed_connection_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
