/* test_payload.c - what two kernels say that they moved, as both of them agree. */
#include "common/cleanup.h"
#include "measure/payload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define STREAM(side, bytes) "{\"evidence\": {\"" side "\": {\"total_bytes\": " bytes "}}}"
#define RR(side, transactions)                                                                     \
    "{\"parameters\": {\"request\": 100, \"response\": 200},"                                      \
    " \"evidence\": {\"" side "\": {\"total_transactions\": " transactions "}}}"

static void expect(const char *kernel_text, const char *peer_text, uint64_t bytes) {
    cleanup_json json_t *kernel = kernel_text ? json_loads(kernel_text, 0, NULL) : NULL;
    cleanup_json json_t *peer = peer_text ? json_loads(peer_text, 0, NULL) : NULL;
    assert_true((kernel != NULL) == (kernel_text != NULL));
    assert_true((peer != NULL) == (peer_text != NULL));
    assert_int_equal(payload_of(kernel, peer), bytes);
    assert_int_equal(payload_of(peer, kernel), bytes);
}

static void netstream_tells_bytes(void **state) {
    (void)state;
    expect(STREAM("client", "5000000"), STREAM("server", "5000000"), 5000000);
    expect(STREAM("client", "5000000"), NULL, 5000000);
    expect("{\"evidence\": {\"client\": {\"total_bytes\": 8}, \"server\": {\"total_bytes\": 7}}}",
           NULL, 7);
}

static void netrr_tells_transactions(void **state) {
    (void)state;
    expect(RR("client", "1000"), RR("server", "1000"), 300000);
    expect(RR("client", "1000"), NULL, 300000);
}

static void what_was_lost_on_the_way_does_not_count(void **state) {
    (void)state;
    expect(STREAM("client", "5000000"), STREAM("server", "4000000"), 4000000);
    expect(RR("client", "990"), RR("server", "1000"), 297000);
}

/* Not 0, which would be told from nothing at all no more. */
static void a_side_that_tells_nothing_leaves_it_to_the_other(void **state) {
    (void)state;
    expect(STREAM("client", "5000000"), "{\"evidence\": {}}", 5000000);
    expect(STREAM("client", "0"), STREAM("server", "4000000"), 4000000);
    expect(RR("client", "1000"), "{\"evidence\": {\"server\": {\"total_transactions\": 900}}}",
           300000); /* nobody knows of how many bytes those were */
}

static void neither_is_nothing(void **state) {
    (void)state;
    expect(NULL, NULL, 0);
    expect("{}", "{\"evidence\": {\"huge_bytes\": 7}}", 0);
    expect(STREAM("client", "\"many\""), "[]", 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(netstream_tells_bytes),
        cmocka_unit_test(netrr_tells_transactions),
        cmocka_unit_test(what_was_lost_on_the_way_does_not_count),
        cmocka_unit_test(a_side_that_tells_nothing_leaves_it_to_the_other),
        cmocka_unit_test(neither_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
