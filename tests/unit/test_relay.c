/* test_relay.c - The relay hands on what it gets, over TCP and UDP, whole, in order and late by its
 * delay. */
#include "lab/relay.h"

#include "base/process.h"
#include "common/clock.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct relay_spec spec;
static pid_t serving;
static int server; /* the one behind it */

static int listening(int type, struct sockaddr_in *at) {
    socklen_t length = sizeof *at;
    int fd = socket(AF_INET, type, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)at, sizeof *at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)at, &length), 0);
    return fd;
}

/* A server's socket of that type, and a relay before it. */
static void begin(int type, double delay_s) {
    int said[2];
    char line[128];
    spec = (struct relay_spec){.delay_s = delay_s};
    spec.to =
        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    spec.listen = spec.to;
    server = listening(type, &spec.to);
    close(listening(type, &spec.listen)); /* a port that is free */
    if (type == SOCK_STREAM)
        assert_int_equal(listen(server, 4), 0);
    assert_int_equal(pipe(said), 0);
    fflush(NULL);
    serving = fork();
    assert_true(serving >= 0);
    if (serving == 0) {
        struct error err;
        close(said[0]);
        process_catch_signals();
        _exit(relay_serve(&spec, fdopen(said[1], "w"), &err) < 0);
    }
    close(said[1]);
    ssize_t size = read(said[0], line, sizeof line - 1);
    assert_true(size > 0);
    line[size] = '\0';
    assert_non_null(strstr(line, ": listening on 127.0.0.1:"));
    close(said[0]);
}

static void end(void) {
    int status;
    kill(serving, SIGTERM);
    assert_int_equal(waitpid(serving, &status, 0), serving);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    close(server);
}

static int connected(int type) {
    const struct timeval patience = {.tv_sec = 10};
    int fd = socket(AF_INET, type, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (struct sockaddr *)&spec.listen, sizeof spec.listen), 0);
    return fd;
}

/* Later than the delay, and not by much: how much is the machine's, which tests share. */
static void late_enough(double took_s, double delay_s) {
    if (took_s < delay_s || took_s > delay_s + 0.25)
        fail_msg("%g s where it should be %g s and little more", took_s, delay_s);
}

static void test_tcp(void **state) {
    (void)state;
    enum { BYTES = 300000 };
    static char out[BYTES], in[BYTES];
    const double delay_s = 0.05;
    begin(SOCK_STREAM, delay_s);
    int client = connected(SOCK_STREAM), other = accept(server, NULL, NULL);
    for (size_t i = 0; i < BYTES; i++)
        out[i] = (char)(i * 7 + i / 251);
    double sent = clock_now();
    assert_int_equal(send(client, "ask", 3, 0), 3);
    assert_int_equal(recv(other, in, 3, MSG_WAITALL), 3);
    late_enough(clock_now() - sent, delay_s);
    sent = clock_now();
    assert_int_equal(send(other, "answer", 6, 0), 6);
    assert_int_equal(recv(client, in, 6, MSG_WAITALL), 6);
    late_enough(clock_now() - sent, delay_s);
    assert_memory_equal(in, "answer", 6);
    /* More than one message, and the end after all of it. */
    assert_int_equal(send(client, out, BYTES, 0), BYTES);
    shutdown(client, SHUT_WR);
    assert_int_equal(recv(other, in, BYTES, MSG_WAITALL), BYTES);
    assert_memory_equal(in, out, BYTES);
    assert_int_equal(recv(other, in, 1, 0), 0);
    /* The other direction is open still. */
    assert_int_equal(send(other, "late", 4, 0), 4);
    close(other);
    assert_int_equal(recv(client, in, 4, MSG_WAITALL), 4);
    assert_int_equal(recv(client, in, 1, 0), 0);
    close(client);
    end();
}

static void test_udp(void **state) {
    (void)state;
    char in[64];
    const double delay_s = 0.02;
    begin(SOCK_DGRAM, delay_s);
    int clients[] = {connected(SOCK_DGRAM), connected(SOCK_DGRAM)};
    for (size_t i = 0; i < 2; i++) {
        struct sockaddr_in from;
        socklen_t length = sizeof from;
        char text[] = {'a', (char)('0' + i)};
        double sent = clock_now();
        assert_int_equal(send(clients[i], text, sizeof text, 0), sizeof text);
        assert_int_equal(recvfrom(server, in, sizeof in, 0, (struct sockaddr *)&from, &length),
                         sizeof text);
        late_enough(clock_now() - sent, delay_s);
        assert_int_equal(sendto(server, in, sizeof text, 0, (struct sockaddr *)&from, length),
                         sizeof text);
    }
    for (size_t i = 0; i < 2; i++) { /* each gets its own */
        assert_int_equal(recv(clients[i], in, sizeof in, 0), 2);
        assert_int_equal(in[1], '0' + (int)i);
        close(clients[i]);
    }
    end();
}

/* Who cannot be connected with is sent away as if there were no relay. */
static void test_no_server(void **state) {
    (void)state;
    char in[4];
    begin(SOCK_STREAM, 0);
    close(server);
    int client = connected(SOCK_STREAM);
    assert_true(recv(client, in, sizeof in, 0) <= 0);
    close(client);
    end();
}

static void test_addresses(void **state) {
    (void)state;
    struct sockaddr_in at;
    struct error err;
    static const char *const bad[] = {
        "",          "127.0.0.1",         "127.0.0.1:",
        "host:1",    "127.0.0.1:0",       "127.0.0.1:65536",
        "1.2.3.4:x", "1.2.3.4.5.6.7.8:9", "123.123.123.123.123.123:1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(relay_address(bad[i], &at, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
    }
    assert_int_equal(relay_address("198.18.0.2:5211", &at, &err), 0);
    assert_int_equal(ntohs(at.sin_port), 5211);
    assert_int_equal(ntohl(at.sin_addr.s_addr), 0xc6120002);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tcp),
        cmocka_unit_test(test_udp),
        cmocka_unit_test(test_no_server),
        cmocka_unit_test(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
