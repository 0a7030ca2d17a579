/* test_wakeups.c - a receiver's low-water mark: whole blocks of a fast flow, what is there of a
 * slow one. */
#include "netstream/wakeups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { BLOCK = 128 << 10 };

static int low_water(int fd) {
    int value;
    socklen_t size = sizeof value;
    assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &value, &size), 0);
    return value;
}

static int make(void **state) {
    static int fd;
    fd = socket(AF_INET, SOCK_STREAM, 0);
    *state = &fd;
    return fd < 0 ? -1 : 0;
}

static int unmake(void **state) {
    return close(*(int *)*state);
}

/* Reads of so many bytes, one after the other; returns when the last one was. */
static double reads(struct wakeups *wakeups, int count, size_t bytes, double each_s, double now_s) {
    for (int i = 0; i < count; i++)
        wakeups_note(wakeups, bytes, now_s += each_s);
    return now_s;
}

static void a_fast_flow_has_whole_blocks(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, BLOCK, 7);
    assert_int_equal(low_water(fd), 1);
    reads(&wakeups, 1000, 1448, 1e-6, 7); /* within the first milliseconds */
    assert_int_equal(low_water(fd), 1);
    reads(&wakeups, 10000, 1448, 1e-6, 7.001);
    assert_int_equal(low_water(fd), BLOCK);
}

static void a_slower_one_what_comes_in_a_millisecond(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, BLOCK, 0);
    reads(&wakeups, 1000, 1000, 100e-6, 0); /* 10 MB/s */
    assert_in_range(low_water(fd), 9500, 10500);
}

static void a_trickle_what_is_there(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, BLOCK, 0);
    reads(&wakeups, 100, 1448, 0.02, 0);
    assert_int_equal(low_water(fd), 1);
}

static void a_pause_changes_nothing(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, BLOCK, 0);
    double now_s = reads(&wakeups, 1000, BLOCK, 50e-6, 0);
    for (int pause = 0; pause < 3; pause++) {
        now_s = reads(&wakeups, 100, BLOCK, 50e-6, now_s + 0.5);
        assert_int_equal(low_water(fd), BLOCK);
    }
}

static void a_flow_that_became_slow_is_let_go(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, BLOCK, 0);
    double now_s = reads(&wakeups, 1000, BLOCK, 50e-6, 0);
    reads(&wakeups, 2, BLOCK, 1, now_s);
    assert_int_equal(low_water(fd), 1);
}

static void of_a_crowd_nothing_is_set(void **state) {
    int fd = *(int *)*state;
    struct wakeups wakeups = wakeups_of(fd, 0, 0);
    reads(&wakeups, 1000, BLOCK, 50e-6, 0);
    assert_int_equal(low_water(fd), 1);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
    const struct CMUnitTest tests[] = {
        TEST(a_fast_flow_has_whole_blocks),      TEST(a_slower_one_what_comes_in_a_millisecond),
        TEST(a_trickle_what_is_there),           TEST(a_pause_changes_nothing),
        TEST(a_flow_that_became_slow_is_let_go), TEST(of_a_crowd_nothing_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
