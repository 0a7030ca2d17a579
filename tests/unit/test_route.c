/* test_route.c - how each environment meets the peer: addresses, and the path that is then
 * declared.
 */
#include "lab/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct lab lab = {.addresses = {.pair = 3}};

static int name_the_lab(void **state) {
    (void)state;
    return lab_names_make("vtx-4711", &lab.names, NULL);
}

static void expect_names(const char *const *names, const char *const *expected) {
    size_t i = 0;
    for (; names[i] && expected[i]; i++)
        assert_string_equal(names[i], expected[i]);
    assert_null(names[i]);
    assert_null(expected[i]);
}

static void expect_path(const struct route *route, const char *docker_bridge,
                        const char *const *through, const char *const *never) {
    struct lab_path path = route_path(route, &lab, docker_bridge);
    expect_names(path.through, through);
    expect_names(path.never, never);
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Its server listens on the wire's own address, not on all of them. */
static void the_host_is_on_its_wire(void **state) {
    (void)state;
    struct route route = route_host(&lab);
    assert_string_equal(route.own, "198.18.6.1");
    assert_string_equal(route.listen, "198.18.6.1");
    assert_string_equal(route.peer, "198.18.6.2");
    assert_string_equal(route.bridge, "");
    assert_string_equal(route.tap, "");
    expect_path(&route, "docker0", NAMES("vtx-4711-h0"), NAMES("vtx-4711-g0", "docker0"));
    expect_path(&route, "", NAMES("vtx-4711-h0"), NAMES("vtx-4711-g0"));
}

/* The peer asks the host's address, where the port is published; in the container it is any. */
static void nat_is_behind_the_hosts_wire(void **state) {
    (void)state;
    struct route route = route_nat(&lab, "br-7f");
    assert_string_equal(route.own, "198.18.6.1");
    assert_string_equal(route.listen, "0.0.0.0");
    assert_string_equal(route.peer, "198.18.6.2");
    expect_path(&route, "br-7f", NAMES("vtx-4711-h0", "br-7f"), NAMES("vtx-4711-g0"));
}

/* Whoever asks it is not in the lab; a peer elsewhere goes a way that nobody sees from here. */
static void another_machine_is_where_ssh_finds_it(void **state) {
    (void)state;
    struct lab elsewhere = {.spec.elsewhere = "192.0.2.1"};
    struct route route;
    struct error err;
    assert_int_equal(route_outside(&lab, "127.0.0.1", &route, &err), 0);
    assert_true(route.outside);
    assert_string_equal(route.own, "127.0.0.1");
    assert_string_equal(route.listen, "127.0.0.1");
    expect_path(&route, "docker0", NAMES("lo"), NAMES("vtx-4711-h0", "vtx-4711-g0"));
    assert_int_equal(route_outside(&elsewhere, "127.0.0.1", &route, &err), 0);
    assert_true(route.outside);
    expect_path(&route, "docker0", NAMES(NULL), NAMES(NULL));
}

static void each_guest_is_on_its_tap(void **state) {
    (void)state;
    struct route first = route_guest(&lab, 0), last = route_guest(&lab, 31);
    assert_string_equal(first.own, "198.18.7.10");
    assert_string_equal(first.listen, "198.18.7.10");
    assert_string_equal(first.peer, "198.18.7.2");
    assert_string_equal(last.own, "198.18.7.41");
    expect_path(&first, "docker0", NAMES("vtx-4711-g0", "vtx-4711-t0"),
                NAMES("vtx-4711-h0", "docker0"));
    expect_path(&last, "", NAMES("vtx-4711-g0", "vtx-4711-t31"), NAMES("vtx-4711-h0"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_is_on_its_wire),
        cmocka_unit_test(nat_is_behind_the_hosts_wire),
        cmocka_unit_test(another_machine_is_where_ssh_finds_it),
        cmocka_unit_test(each_guest_is_on_its_tap),
    };
    return cmocka_run_group_tests(tests, name_the_lab, NULL);
}
