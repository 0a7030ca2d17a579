/* test_lab_server.c - servers: awaited, ended, and quoted where they fail; tokens; and what a lab
 * reads about settings and offloads.
 * lane: alone */
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/smallfile.h"
#include "lab/facts.h"
#include "lab/server.h"
#include "lab/settings_equal.h"
#include "lab/shape.h"
#include "net/socket.h"
#include "scratch.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const kernel[] = {"build/bin/netrr", "--server", "--listen=127.0.0.1:0",
                                     "--token-file=-", NULL};

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
    struct process_result result;
    int ended = server_end(&served->server, 0, &result, NULL);
    process_result_free(&result);
    int closed = journal_close(served->journal, NULL);
    free(served);
    return ended == 0 && closed == 0 ? 0 : -1;
}

static void start(struct served *served, const char *const *argv, const char *input) {
    struct process_spec spec = {
        .argv = argv, .input = input, .input_size = input ? strlen(input) : 0};
    struct error err;
    if (server_start(&spec, scratch_path("."), 0, served->journal, &served->server, &err) < 0)
        fail_msg("%s", err.text);
}

static void ready(struct served *served) {
    struct error err;
    if (server_ready(&served->server, 10, &err) < 0)
        fail_msg("%s", err.text);
}

/* Where a kernel that was told port 0 listens. */
static void address_of(const struct served *served, char listen[64]) {
    cleanup_free char *log = small_file_read(served->server.log, NULL);
    assert_non_null(log);
    const char *says = strstr(log, "netrr: listening on ");
    assert_non_null(says);
    assert_int_equal(sscanf(says, "netrr: listening on %63s", listen), 1);
}

static void end(struct served *served, double grace_s, struct process_result *result) {
    struct error err;
    if (server_end(&served->server, grace_s, result, &err) < 0)
        fail_msg("%s", err.text);
}

static void a_kernel_is_ready_once_it_listens(void **state) {
    struct served *served = *state;
    char listen[64], token[66];
    struct error err;
    assert_int_equal(server_token(token, &err), 0);
    start(served, kernel, token);
    ready(served);
    address_of(served, listen);
    struct net_address there;
    assert_int_equal(net_address_parse(listen, 0, &there, &err), 0);
    int fd = net_connect(&there, false, 1, &err);
    assert_true(fd >= 0);
    close(fd);
    int pid = served->server.child.pid;
    struct process_result result;
    end(served, 0, &result);
    assert_true(result.timed_out);
    assert_non_null(strstr(result.err, listen));
    assert_int_equal(kill(pid, 0), -1);
    process_result_free(&result);
}

/* Both sides got the same token on their stdin, or there is no session. */
static void a_token_on_stdin_opens_the_server(void **state) {
    struct served *served = *state;
    char listen[64], token[66], other[66];
    struct error err;
    assert_int_equal(server_token(token, &err), 0);
    assert_int_equal(server_token(other, &err), 0);
    start(served, kernel, token);
    ready(served);
    address_of(served, listen);
    const char *const tokens[] = {other, token};
    for (size_t i = 0; i < 2; i++) {
        const char *argv[] = {"build/bin/netrr", listen, "--token-file=-", "--time=50ms", NULL};
        struct process_spec ask = {
            .argv = argv, .input = tokens[i], .input_size = strlen(tokens[i]), .timeout_s = 20};
        struct process_result result;
        assert_int_equal(process_run(&ask, &result, &err), 0);
        assert_int_equal(result.exit_status, i == 0);
        process_result_free(&result);
    }
    struct process_result result;
    end(served, 10, &result);
    assert_false(result.timed_out);
    assert_int_equal(result.exit_status, 0);
    process_result_free(&result);
}

static void a_token_of_no_line_is_refused(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"build/bin/netrr", "--server", "--token-file=-", NULL}, NULL);
    struct error err;
    assert_int_equal(server_ready(&served->server, 10, &err), -1);
    assert_non_null(strstr(err.text, "no line on stdin"));
}

static void one_that_ends_before_it_listens_is_quoted(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"sh", "-c", "echo before; echo boom >&2; exit 3", NULL}, NULL);
    struct error err;
    assert_int_equal(server_ready(&served->server, 10, &err), -1);
    assert_string_equal(err.text, "server: it ended (exit status 3): boom");
}

static void one_that_ends_without_a_word_is_told(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"false", NULL}, NULL);
    struct error err;
    assert_int_equal(server_ready(&served->server, 10, &err), -1);
    assert_string_equal(err.text, "server: it ended (exit status 1): without a word");
}

static void one_that_never_listens_is_given_up(void **state) {
    struct served *served = *state;
    start(served, (const char *[]){"sleep", "60", NULL}, NULL);
    struct error err;
    double begin = clock_now();
    assert_int_equal(server_ready(&served->server, 0.2, &err), -1);
    assert_true(clock_now() - begin < 5);
    assert_string_equal(err.text, "server: not listening after 0.2 s: without a word");
}

static void one_that_ends_by_itself_is_heard(void **state) {
    struct served *served = *state;
    start(served,
          (const char *[]){"sh", "-c",
                           "echo \"sh: listening on 7\" >&2; read -r line; echo \"got $line\"; "
                           "sleep 0.2; echo late; exit 5",
                           NULL},
          "secret\n");
    ready(served);
    struct process_result result;
    end(served, 10, &result);
    assert_false(result.timed_out);
    assert_int_equal(result.exit_status, 5);
    assert_string_equal(result.out, "got secret\nlate");
    assert_int_equal(result.out_size, strlen(result.out));
    assert_string_equal(result.err, "sh: listening on 7");
    process_result_free(&result);
    end(served, 10, &result); /* safe once more */
    process_result_free(&result);
}

/* Deaf to SIGTERM, so that only SIGKILL ends it. */
static void one_that_stays_is_killed(void **state) {
    struct served *served = *state;
    start(served,
          (const char *[]){"sh", "-c",
                           "trap '' TERM; echo begun; echo \"sh: listening on 7\" >&2; "
                           "while :; do sleep 0.1; done",
                           NULL},
          NULL);
    ready(served);
    int pid = served->server.child.pid;
    struct process_result result;
    double begin = clock_now();
    end(served, 0.1, &result);
    assert_true(clock_now() - begin < 10);
    assert_true(result.timed_out);
    assert_string_equal(result.out, "begun");
    assert_int_equal(kill(pid, 0), -1);
    process_result_free(&result);
}

/* A second server in the same directory is not mistaken for the first. */
static void an_old_log_makes_none_ready(void **state) {
    struct served *served = *state;
    const char *quick[] = {"sh", "-c", "echo 'sh: listening on 7' >&2; echo old", NULL};
    struct process_result result;
    start(served, quick, NULL);
    ready(served);
    end(served, 10, &result);
    process_result_free(&result);
    start(served, (const char *[]){"sleep", "60", NULL}, NULL);
    struct error err;
    assert_int_equal(server_ready(&served->server, 0.2, &err), -1);
    end(served, 0, &result);
    assert_string_equal(result.out, "");
    process_result_free(&result);
}

static void one_that_cannot_start_is_told(void **state) {
    struct served *served = *state;
    const char *argv[] = {"/nonexistent/server", NULL};
    struct process_spec spec = {.argv = argv};
    struct error err;
    struct server *server = &served->server;
    assert_int_equal(server_start(&spec, scratch_path("."), 0, served->journal, server, &err), -1);
    assert_non_null(strstr(err.text, "/nonexistent/server: cannot be started"));
    spec = (struct process_spec){.argv = argv, .network = "vtx-no-such-namespace"};
    assert_int_equal(server_start(&spec, scratch_path("."), 0, served->journal, server, &err), -1);
    assert_non_null(strstr(err.text, "network namespace vtx-no-such-namespace: No such file"));
}

static void one_that_was_not_started_has_no_end(void **state) {
    (void)state;
    struct server none = {0};
    struct process_result result;
    struct error err;
    assert_int_equal(server_end(&none, 10, &result, &err), 0);
    assert_int_equal(result.exit_status, -1);
    assert_null(result.out);
}

static void tokens_are_fresh_lines(void **state) {
    (void)state;
    char first[66], second[66];
    struct error err;
    assert_int_equal(server_token(first, &err), 0);
    assert_int_equal(server_token(second, &err), 0);
    assert_int_equal(strlen(first), 65);
    assert_int_equal(strspn(first, "0123456789abcdef"), 64);
    assert_int_equal(first[64], '\n');
    assert_string_not_equal(first, second);
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

#define WITH_JOURNAL(test) cmocka_unit_test_setup_teardown(test, open_journal, close_journal)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_JOURNAL(a_kernel_is_ready_once_it_listens),
        WITH_JOURNAL(a_token_on_stdin_opens_the_server),
        WITH_JOURNAL(a_token_of_no_line_is_refused),
        WITH_JOURNAL(one_that_ends_before_it_listens_is_quoted),
        WITH_JOURNAL(one_that_ends_without_a_word_is_told),
        WITH_JOURNAL(one_that_never_listens_is_given_up),
        WITH_JOURNAL(one_that_ends_by_itself_is_heard),
        WITH_JOURNAL(one_that_stays_is_killed),
        WITH_JOURNAL(an_old_log_makes_none_ready),
        WITH_JOURNAL(one_that_cannot_start_is_told),
        cmocka_unit_test(one_that_was_not_started_has_no_end),
        cmocka_unit_test(tokens_are_fresh_lines),
        cmocka_unit_test(only_settings_of_both_can_differ),
        cmocka_unit_test(active_offloads_are_named),
        cmocka_unit_test(goodput_of_ethernet),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
