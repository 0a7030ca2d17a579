/* test_lab_server.c - servers: awaited, ended, and quoted where they fail; tokens; and what a lab
 * reads about settings and offloads. */
#include "harness/cleanup.h"
#include "harness/clock.h"
#include "harness/smallfile.h"
#include "lab/facts.h"
#include "lab/server.h"
#include "lab/settings_equal.h"
#include "lab/shape.h"
#include "scratch.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PORT = 15211 };

struct served {
    struct journal *journal;
    struct server server;
};

static int open_journal(void **state) {
    struct served *served = calloc(1, sizeof *served);
    *state = served;
    return served && journal_open(&served->journal, NULL) == 0 ? 0 : -1;
}

static int close_journal(void **state) {
    struct served *served = *state;
    int stopped = server_stop(&served->server, NULL);
    int closed = journal_close(served->journal, NULL);
    free(served);
    return stopped == 0 && closed == 0 ? 0 : -1;
}

static void start(struct served *served, const char *const *argv) {
    struct process_spec spec = {.argv = argv};
    struct error err;
    if (server_start(&spec, scratch_path("log"), PORT, served->journal, &served->server, &err) < 0)
        fail_msg("%s", err.text);
}

static void a_kernel_is_ready_once_it_listens(void **state) {
    struct served *served = *state;
    char listen[64];
    snprintf(listen, sizeof listen, "127.0.0.1:%d", PORT);
    start(served, (const char *[]){"build/bin/netrr", "--server", "--listen", listen, NULL});
    struct error err;
    if (server_ready(&served->server, 10, &err) < 0)
        fail_msg("%s", err.text);
    int pid = served->server.child.pid;
    assert_int_equal(server_stop(&served->server, &err), 0);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(server_stop(&served->server, &err), 0);
}

static void one_that_ends_is_quoted(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"sh", "-c", "echo before; echo boom >&2; exit 3", NULL});
    struct error err;
    assert_int_equal(server_ready(&served->server, 10, &err), -1);
    assert_string_equal(err.text, "server: it ended (exit status 3): boom");
}

static void one_that_never_listens_is_given_up(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"sleep", "60", NULL});
    struct error err;
    double begin = clock_now();
    assert_int_equal(server_ready(&served->server, 0.2, &err), -1);
    assert_true(clock_now() - begin < 5);
    assert_string_equal(err.text, "server: not listening on port 15211 after 0.2 s");
}

static void one_that_cannot_start_is_told(void **state) {
    struct served *served = *state;
    const char *argv[] = {"/nonexistent/server", NULL};
    struct process_spec spec = {.argv = argv};
    struct error err;
    assert_int_equal(
        server_start(&spec, scratch_path("log"), PORT, served->journal, &served->server, &err), -1);
    assert_non_null(strstr(err.text, "/nonexistent/server: cannot be started"));
    spec = (struct process_spec){.argv = argv, .network = "vtx-no-such-namespace"};
    assert_int_equal(
        server_start(&spec, scratch_path("log"), PORT, served->journal, &served->server, &err), -1);
    assert_non_null(strstr(err.text, "network namespace vtx-no-such-namespace: No such file"));
}

static void listening_sockets_are_found_in_the_kernels_table(void **state) {
    (void)state;
    static const char table[] =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
        "   0: 0A0A12C6:145A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n"
        "   1: 0100007F:EC29 00000000:0000 01 00000000:00000000 00:00000000 00000000     0\n"
        "  12: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0\n";
    assert_true(server_listens(table, 0x145A));
    assert_true(server_listens(table, 8080));
    assert_false(server_listens(table, 0xEC29)); /* connected, not listening */
    assert_false(server_listens(table, 0));
    assert_false(server_listens("", 80));
}

static void tokens_are_fresh_and_private(void **state) {
    (void)state;
    cleanup_free char *path = strdup(scratch_path("token"));
    struct error err;
    assert_int_equal(server_token_write(path, &err), 0);
    cleanup_free char *first = small_file_read(path, NULL);
    assert_int_equal(server_token_write(path, &err), 0);
    cleanup_free char *second = small_file_read(path, NULL);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(strlen(first), 64);
    assert_int_equal(strspn(first, "0123456789abcdef"), 64);
    assert_string_not_equal(first, second);
    assert_int_equal(server_token_write("/nonexistent/token", &err), -1);
}

static void only_settings_of_both_can_differ(void **state) {
    (void)state;
    cleanup_json json_t *host =
        json_pack("{s:s,s:s,s:s}", "a", "1 2 3", "b", "cubic", "only-here", "x");
    cleanup_json json_t *peer =
        json_pack("{s:s,s:s,s:s}", "a", "1 2 3", "b", "reno", "only-there", "y");
    cleanup_json json_t *differing = lab_settings_differing(host, peer);
    cleanup_json json_t *expected = json_pack("{s:s}", "b", "cubic");
    assert_true(json_equal(differing, expected));
}

static void active_offloads_are_named(void **state) {
    (void)state;
    static const char text[] =
        "[{\"ifname\":\"eth0\",\"rx-checksumming\":{\"active\":true,\"fixed\":true},"
        "\"tcp-segmentation-offload\":{\"active\":false},\"highdma\":{\"active\":true}}]";
    cleanup_json json_t *features = json_loads(text, 0, NULL);
    cleanup_json json_t *active = lab_offloads_parse(features);
    cleanup_json json_t *expected = json_pack("[s,s]", "rx-checksumming", "highdma");
    assert_true(json_equal(active, expected));
    cleanup_json json_t *none = lab_offloads_parse(NULL);
    assert_true(json_is_null(none));
}

/* 1448 of 1538 bytes: the 9.41 Gbit/s that is measured on 10 Gbit/s Ethernet; with jumbo frames
 * 8948 of 9038. */
static void goodput_of_ethernet(void **state) {
    (void)state;
    assert_true(fabs(lab_goodput_limit(10e9, 1500) - 9.4148e9) < 1e5);
    assert_true(fabs(lab_goodput_limit(10e9, 9000) - 9.9004e9) < 1e5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_kernel_is_ready_once_it_listens, open_journal,
                                        close_journal),
        cmocka_unit_test_setup_teardown(one_that_ends_is_quoted, open_journal, close_journal),
        cmocka_unit_test_setup_teardown(one_that_never_listens_is_given_up, open_journal,
                                        close_journal),
        cmocka_unit_test_setup_teardown(one_that_cannot_start_is_told, open_journal, close_journal),
        cmocka_unit_test(listening_sockets_are_found_in_the_kernels_table),
        cmocka_unit_test(tokens_are_fresh_and_private),
        cmocka_unit_test(only_settings_of_both_can_differ),
        cmocka_unit_test(active_offloads_are_named),
        cmocka_unit_test(goodput_of_ethernet),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
