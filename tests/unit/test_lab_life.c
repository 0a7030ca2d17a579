/* test_lab_life.c - a lab is what it says it is, and leaves nothing behind however it ends. Needs
 * root; without it the refusal is what is tested. */
#include "clean_start.h"
#include "lab/command.h"
#include "lab/facts.h"
#include "lab/server.h"
#include "lab/settings_equal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "lab_fixture.h"

static void without_root_it_says_so(void **state) {
    (void)state;
    struct error err = {0};
    if (root()) {
        must(lab_probe(&err), &err);
        return;
    }
    struct lab lab;
    struct lab_spec spec = {0};
    assert_int_equal(lab_up(&lab, &spec, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "needs root"));
    assert_int_equal(lab.things, 0);
}

static void without_iproute2_it_says_so(void **state) {
    (void)state;
    needs_root();
    cleanup_free char *before = strdup(getenv("PATH"));
    setenv("PATH", "/nonexistent", 1);
    struct error err = {0};
    int status = lab_probe(&err);
    setenv("PATH", before, 1);
    assert_int_equal(status, -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "install iproute2"));
}

/* Without the zeros that the kernel puts before it. */
static const char *steering(const json_t *interface) {
    const char *mask = json_string_value(json_object_get(interface, "steering"));
    assert_non_null(mask);
    return mask + strspn(mask, "0,");
}

static int up_cut(void **state) {
    return real_up_as(state, (struct lab_spec){.link_bits = 400e6, .frames = LAB_FRAMES_CUT});
}

/* What a record tells of the lab is what was asked for. */
static void the_facts_are_read_back(void **state) {
    struct real *real = *state;
    struct lab *lab = &real->lab;
    struct error err;
    char tap[IFNAMSIZ], mask[256];
    needs_root();
    assert_int_equal(lab_tap_up(lab, false, &err), 0);
    assert_int_equal(lab_tap_up(lab, true, &err), 1);
    const char *also[] = {lab_tap_name(&lab->names, 0, tap), "nosuch0", NULL};
    cleanup_json json_t *facts = lab_facts(lab, also, &err);
    if (!facts)
        fail_msg("%s", err.text);
    json_t *host = json_object_get(json_object_get(facts, "host"), "interfaces");
    json_t *peer = json_object_get(json_object_get(facts, "peer_host"), "interfaces");
    assert_int_equal(json_object_size(host), 4);
    assert_int_equal(json_object_size(peer), 2);
    const json_t *here = json_object_get(host, lab->names.host_wire);
    const json_t *there = json_object_get(peer, lab->names.host_there);
    assert_int_equal(json_integer_value(json_object_get(here, "mtu")), LAB_MTU);
    assert_string_equal(json_string_value(json_object_get(here, "qdisc")), "tbf");
    const json_t *bucket = json_array_get(json_object_get(there, "shaping"), 0);
    const json_t *rate = json_object_get(json_object_get(bucket, "options"), "rate");
    assert_int_equal(json_integer_value(rate), 50000000);
    assert_string_equal(json_string_value(json_object_get(facts, "frames")), "cut");
    assert_string_equal(steering(here), lab_cpu_mask(&lab->spec.sut_cpus, mask, sizeof mask));
    assert_string_equal(steering(there), lab_cpu_mask(&lab->spec.peer_cpus, mask, sizeof mask));
    assert_int_equal(json_integer_value(json_object_get(json_object_get(host, tap), "mtu")),
                     LAB_MTU);
}

/* The peer begins with the kernel's defaults and gets what the host has. */
static void the_peers_settings_are_the_hosts(void **state) {
    struct real *real = *state;
    static const char name[] = "net.ipv4.tcp_notsent_lowat";
    const char *peer = real->lab.names.peer;
    const char *change[] = {"12345", NULL};
    struct error err;
    needs_root();
    must(lab_script(peer, "echo $1 >/proc/sys/net/ipv4/tcp_notsent_lowat", change, NULL, &err),
         &err);
    cleanup_json json_t *host = lab_settings(NULL, &err);
    cleanup_json json_t *changed = lab_settings(peer, &err);
    cleanup_json json_t *text = json_string("12345");
    assert_true(json_object_size(host) > 20);
    assert_true(json_equal(json_object_get(changed, name), text));
    must(lab_settings_equalise(peer, &err), &err);
    cleanup_json json_t *equal = lab_settings(peer, &err);
    cleanup_json json_t *differing = lab_settings_differing(host, equal);
    assert_null(json_object_get(differing, name));
}

/* A run that is killed with its lab up and a server in it. */
static void what_a_killed_run_leaves_is_cleaned(void **state) {
    (void)state;
    needs_root();
    cleanup_free char *before = surroundings();
    pid_t pid = fork();
    if (pid == 0) {
        struct journal *journal;
        struct lab lab;
        if (journal_open(&journal, NULL) < 0)
            _exit(1);
        struct lab_spec spec = two_cpus(journal);
        const char *sleeper[] = {"sleep", "600", NULL};
        struct server server;
        spec.own_host = true;
        if (lab_up(&lab, &spec, NULL) < 0 || lab_tap_up(&lab, false, NULL) < 0)
            _exit(2);
        struct process_spec child = {.argv = sleeper, .network = lab.names.peer};
        if (server_start(&child, lab.directory, 0, journal, &server, NULL) < 0)
            _exit(3);
        kill(getpid(), SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    cleanup_free char *killed = surroundings();
    assert_string_not_equal(before, killed);
    struct error err;
    cleanup_fclose FILE *out = fopen("/dev/null", "we");
    must(journal_clean(out, &err), &err);
    cleanup_free char *after = surroundings();
    assert_string_equal(before, after);
}

/* Something else has taken the bridge's name. */
static void a_lab_half_made_is_removed(void **state) {
    (void)state;
    needs_root();
    struct journal *journal = open_journal();
    struct lab_spec spec = two_cpus(journal);
    struct lab_names names;
    struct error err;
    must(lab_names_make(journal_prefix(journal), &names, &err), &err);
    must(lab_command(NULL, &err, "ip link add %s type bridge", names.bridge), &err);
    struct lab lab;
    int status = lab_up(&lab, &spec, &err);
    int taken = if_nametoindex(names.host_wire) != 0;
    lab_command(NULL, NULL, "ip link del %s", names.bridge);
    assert_int_equal(status, -1);
    assert_non_null(strstr(err.text, "lab: bridge vtx-"));
    assert_int_equal(taken, 0);
    assert_int_equal(lab.things, 0);
    must(journal_close(journal, &err), &err);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_root_it_says_so),
        cmocka_unit_test(without_iproute2_it_says_so),
        WITH_LAB(the_facts_are_read_back, up_cut),
        WITH_LAB(the_peers_settings_are_the_hosts, real_up),
        cmocka_unit_test(what_a_killed_run_leaves_is_cleaned),
        cmocka_unit_test(a_lab_half_made_is_removed),
    };
    return cmocka_run_group_tests(tests, clean_start, scratch_remove);
}
