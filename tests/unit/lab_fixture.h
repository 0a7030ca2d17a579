/* lab_fixture.h - a real lab for each test that wants one, and what the host was before it. All of
 * it needs root: without root the labs stay down, and tests of them are skipped. */
#ifndef VIRTAX_TESTS_LAB_FIXTURE_H
#define VIRTAX_TESTS_LAB_FIXTURE_H

#include "base/process.h"
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "lab/lab.h"
#include "lab/steer.h"
#include "needs.h"

#include <string.h>
#include <unistd.h>

static bool root(void) {
    return geteuid() == 0;
}

static void must(int status, const struct error *err) {
    if (status < 0)
        fail_msg("%s", err->text);
}

__attribute__((unused)) static struct lab_spec two_cpus(struct journal *journal) {
    struct lab_spec spec = {.journal = journal};
    struct topology topology;
    struct cpu_set allowed;
    struct lab_places places;
    struct error err;
    must(topology_read("", &topology, &err), &err);
    assert_int_equal(cpu_set_of_thread(0, &allowed), 0);
    lab_place(&topology, &allowed, &places);
    spec.sut_cpus = places.sut;
    spec.peer_cpus = places.peer;
    return spec;
}

/* What a lab could leave on the host. */
static char *surroundings(void) {
    const char *argv[] = {
        "sh", "-c",
        "ip -o link | sed 's/@.*//'; ip -o address | awk '{print $2, $3, $4}'; ip netns; "
        "iptables-save 2>/dev/null | sed 's/\\[.*//; /^#/d'; nft list ruleset 2>/dev/null; "
        "grep -s '' /proc/sys/net/ipv4/tcp_* /proc/sys/net/core/* /proc/sys/net/bridge/* "
        "/proc/sys/net/ipv4/ip_forward | grep -v 'tcp_mem\\|flow_limit\\|_key'",
        NULL};
    char *text = NULL;
    struct error err;
    must(process_check(argv, &text, &err), &err);
    return text;
}

static struct journal *open_journal(void) {
    struct journal *journal;
    struct error err;
    must(journal_open(&journal, &err), &err);
    return journal;
}

struct real {
    struct journal *journal;
    struct lab lab;
    char *before;
};

/* A set-up function of cmocka's, but for the link, the frames and the host. */
static int real_up_as(void **state, struct lab_spec wanted) {
    struct real *real = calloc(1, sizeof *real);
    struct error err;
    *state = real;
    if (!real || !root())
        return real ? 0 : -1;
    real->before = surroundings();
    real->journal = open_journal();
    struct lab_spec spec = two_cpus(real->journal);
    spec.link_bits = wanted.link_bits;
    spec.frames = wanted.frames;
    spec.own_host = wanted.own_host;
    must(lab_up(&real->lab, &spec, &err), &err);
    return 0;
}

__attribute__((unused)) static int real_up(void **state) {
    return real_up_as(state, (struct lab_spec){0});
}

/* What is left differs from before only where the lab forgot something. */
static int real_down(void **state) {
    struct real *real = *state;
    struct error err;
    if (real->journal) {
        must(lab_down(&real->lab, &err), &err);
        must(journal_close(real->journal, &err), &err);
        cleanup_free char *after = surroundings();
        assert_string_equal(real->before, after);
    }
    free(real->before);
    free(real);
    return 0;
}

#define WITH_LAB(test, up) cmocka_unit_test_setup_teardown(test, up, real_down)

#endif
