/* test_qmp.c - the QMP client against a scripted server at the other end of a socket pair. */
#include "common/cleanup.h"
#include "guest/qmp.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#define GREETING "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"
#define EVENT "{\"event\": \"STOP\", \"timestamp\": {\"seconds\": 1, \"microseconds\": 2}}\r\n"

/* Says the greeting, then one answer for each command; keeps the commands. */
struct server {
    int fd, client;
    const char *const *answers;
    char commands[1024];
    pthread_t thread;
};

static void *serve(void *context) {
    struct server *server = context;
    size_t used = 0;
    for (const char *const *answer = server->answers; *answer; answer++) {
        if (answer > server->answers) {
            ssize_t got =
                read(server->fd, server->commands + used, sizeof server->commands - 1 - used);
            if (got <= 0)
                break;
            used += (size_t)got;
        }
        if (write(server->fd, *answer, strlen(*answer)) < 0)
            break;
    }
    return NULL;
}

static void start(struct server *server, const char *const *answers) {
    int pair[2];
    *server = (struct server){.answers = answers};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    server->fd = pair[0];
    server->client = pair[1];
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void finish(struct server *server) {
    close(server->client);
    pthread_join(server->thread, NULL);
    close(server->fd);
}

static void negotiates_and_passes_over_events(void **state) {
    (void)state;
    static const char *const answers[] = {
        GREETING, EVENT "{\"return\": {}}\r\n",
        EVENT EVENT "{\"return\": [{\"cpu-index\": 0, \"thread-id\": 4711}]}\r\n" EVENT,
        "{\"return\": {\"running\": false}}\r\n", NULL};
    struct server server;
    struct error err = {0};
    start(&server, answers);
    assert_int_equal(qmp_negotiate(server.client, 5, &err), 0);
    json_t *reply = NULL;
    assert_int_equal(qmp_execute(server.client, "query-cpus-fast", NULL, 5, &reply, &err), 0);
    json_t *thread = json_object_get(json_array_get(reply, 0), "thread-id");
    assert_int_equal(json_integer_value(thread), 4711);
    json_decref(reply);
    /* The event that came behind the last answer is not lost on the next command. */
    assert_int_equal(
        qmp_execute(server.client, "query-status", json_pack("{s:i}", "n", 1), 5, &reply, &err), 0);
    assert_true(json_is_false(json_object_get(reply, "running")));
    json_decref(reply);
    finish(&server);
    assert_non_null(strstr(server.commands, "{\"execute\":\"qmp_capabilities\"}"));
    assert_non_null(strstr(server.commands, "{\"execute\":\"query-cpus-fast\"}"));
    assert_non_null(strstr(server.commands, "\"arguments\":{\"n\":1}"));
}

static void what_qemu_refuses_is_an_error_with_its_words(void **state) {
    (void)state;
    static const char *const answers[] = {
        GREETING, "{\"return\": {}}\r\n",
        "{\"error\": {\"class\": \"GenericError\", \"desc\": \"no such thing\"}}\r\n", NULL};
    struct server server;
    struct error err = {0};
    start(&server, answers);
    assert_int_equal(qmp_negotiate(server.client, 5, &err), 0);
    assert_int_equal(qmp_execute(server.client, "frobnicate", NULL, 5, NULL, &err), -1);
    assert_string_equal(err.text, "QMP frobnicate: no such thing");
    finish(&server);
}

static void silence_ends_at_the_timeout(void **state) {
    (void)state;
    static const char *const answers[] = {GREETING, NULL};
    struct server server;
    struct error err = {0};
    start(&server, answers);
    assert_int_equal(qmp_negotiate(server.client, 1, &err), -1);
    assert_non_null(strstr(err.text, "does not answer"));
    finish(&server);
}

static void a_closed_socket_and_nonsense_are_errors(void **state) {
    (void)state;
    struct error err = {0};
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    close(pair[0]);
    assert_int_equal(qmp_negotiate(pair[1], 5, &err), -1);
    assert_non_null(strstr(err.text, "closed"));
    close(pair[1]);

    static const char *const answers[] = {"SSH-2.0-OpenSSH\r\n", NULL};
    struct server server;
    start(&server, answers);
    assert_int_equal(qmp_negotiate(server.client, 5, &err), -1);
    finish(&server);
}

static void a_path_too_long_for_a_socket_is_refused(void **state) {
    (void)state;
    char path[200];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    struct error err = {0};
    assert_int_equal(qmp_connect(path, 1, &err), -1);
    assert_non_null(strstr(err.text, "too long"));
}

#define DELETED                                                                                    \
    "{\"event\": \"DEVICE_DELETED\", \"data\": {\"path\": \"/machine/peripheral/d/backend\"}}\r\n" \
    "{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"other\"}}\r\n"                       \
    "{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"d\", \"path\": \"p\"}}\r\n"
#define OTHERS_DELETED                                                                             \
    "{\"event\": \"DEVICE_DELETED\", \"data\": {\"path\": \"/machine/peripheral/d/backend\"}}\r\n" \
    "{\"event\": \"DEVICE_DELETED\", \"data\": {\"device\": \"other\"}}\r\n"
#define UNPLUG_FAILED                                                                              \
    "{\"event\": \"DEVICE_UNPLUG_GUEST_ERROR\", \"data\": {\"device\": \"d\"}}\r\n"
#define DONE "{\"return\": {}}\r\n"

/* device_del of "d" to a server that says this; negotiated before. */
static int delete_device(const char *says, double timeout_s, struct error *err) {
    const char *const answers[] = {GREETING, DONE, says, NULL};
    struct server server;
    start(&server, answers);
    assert_int_equal(qmp_negotiate(server.client, 5, err), 0);
    int status = qmp_execute_until(server.client, "device_del", json_pack("{s:s}", "id", "d"),
                                   "DEVICE_DELETED", "d", timeout_s, err);
    finish(&server);
    assert_non_null(strstr(server.commands, "{\"execute\":\"device_del\",\"arguments\":{\"id\":"
                                            "\"d\"}}"));
    return status;
}

static void waits_for_the_event_of_that_device(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(delete_device(DONE EVENT DELETED, 5, &err), 0);
    /* It may come ahead of the answer. */
    assert_int_equal(delete_device(DELETED DONE, 5, &err), 0);
}

static void an_event_that_does_not_come_is_an_error(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(delete_device(DONE OTHERS_DELETED, 1, &err), -1);
    assert_string_equal(err.text, "QMP device_del: no DEVICE_DELETED of d within 1 s");
    assert_int_equal(delete_device(DELETED, 1, &err), -1);
    assert_string_equal(err.text, "QMP device_del: QEMU does not answer on its QMP socket");
    assert_int_equal(delete_device(DONE UNPLUG_FAILED DELETED, 5, &err), -1);
    assert_non_null(strstr(err.text, "does not let go of d"));
    assert_int_equal(delete_device("{\"error\": {\"desc\": \"in use\"}}\r\n", 5, &err), -1);
    assert_string_equal(err.text, "QMP device_del: in use");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(negotiates_and_passes_over_events),
        cmocka_unit_test(what_qemu_refuses_is_an_error_with_its_words),
        cmocka_unit_test(silence_ends_at_the_timeout),
        cmocka_unit_test(a_closed_socket_and_nonsense_are_errors),
        cmocka_unit_test(waits_for_the_event_of_that_device),
        cmocka_unit_test(an_event_that_does_not_come_is_an_error),
        cmocka_unit_test(a_path_too_long_for_a_socket_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
