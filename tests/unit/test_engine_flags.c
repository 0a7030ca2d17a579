/* test_engine_flags.c - io_uring's set-up on kernels that lack some of its flags, oldest first.
 * Here stands a io_uring_queue_init of our own, which refuses what such a kernel would. */
#include "blockio/engine.h"
#include "common/cleanup.h"

#include <errno.h>
#include <liburing.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static unsigned known; /* to this kernel */
static unsigned tries;

int io_uring_queue_init(unsigned entries, struct io_uring *ring, unsigned flags) {
    struct io_uring_params params = {.flags = flags};
    tries++;
    return flags & ~known ? -EINVAL : io_uring_queue_init_params(entries, ring, &params);
}

static int setup(void **state) {
    (void)state;
    known = ~0U;
    tries = 0;
    return 0;
}

/* The flags that an engine has where the kernel knows these. */
static void flags_are(unsigned kernel, unsigned expected_tries, const char *expected) {
    static char buffer[4096];
    struct error err = {0};
    struct engine_setup plain = {.fd = 0, .depth = 1, .block = sizeof buffer, .buffers = buffer};
    known = kernel;
    tries = 0;
    struct engine *engine = engine_io_uring.open(&plain, &err);
    assert_string_equal(err.text, "");
    cleanup_json json_t *evidence = engine_io_uring.evidence(engine);
    cleanup_free char *text = json_dumps(json_object_get(evidence, "io_uring_flags"), JSON_COMPACT);
    assert_string_equal(text, expected);
    assert_int_equal(tries, expected_tries);
    engine_io_uring.close(engine);
}

static void flags_are_given_up_newest_first(void **state) {
    (void)state;
    const unsigned submit = IORING_SETUP_SUBMIT_ALL, coop = submit | IORING_SETUP_COOP_TASKRUN,
                   single = coop | IORING_SETUP_SINGLE_ISSUER;
    if (engine_io_uring.probe(NULL) < 0)
        skip();
    flags_are(0, 5, "[]");
    flags_are(submit, 4, "[\"submit_all\"]");
    flags_are(coop, 3, "[\"submit_all\",\"coop_taskrun\"]");
    flags_are(single, 2, "[\"submit_all\",\"coop_taskrun\",\"single_issuer\"]");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(flags_are_given_up_newest_first, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
