/* test_guest_initrd.c - the archive after the host's initrd, read by the format's description. */
#include "common/cleanup.h"
#include "guest/host_kernel.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static unsigned field(const char *member, int i) {
    unsigned value;
    assert_int_equal(sscanf(member + 6 + 8 * i, "%8x", &value), 1);
    return value;
}

static size_t aligned(size_t at) {
    return (at + 3) / 4 * 4;
}

static void the_list_of_drivers_follows_the_initrd(void **state) {
    (void)state;
    struct error err = {0};
    char from[256], to[256];
    char bytes[4096] = {0};
    snprintf(from, sizeof from, "%s", scratch_write("host", "twelve bytes, and some"));
    snprintf(to, sizeof to, "%s", scratch_path("guest"));
    assert_int_equal(guest_initrd_make(from, to, &err), 0);
    cleanup_fclose FILE *file = fopen(to, "re");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(memcmp(bytes,
                            "twelve bytes, and some\0\0"
                            "070701",
                            30),
                     0);

    static const char *const names[] = {"conf", "conf/modules", "TRAILER!!!"};
    size_t at = 24;
    for (int i = 0; i < 3; i++) {
        const char *member = bytes + at;
        assert_true(at % 4 == 0 && at + 110 < size);
        assert_int_equal(memcmp(member, "070701", 6), 0);
        assert_string_equal(member + 110, names[i]);
        assert_int_equal(field(member, 11), strlen(names[i]) + 1);
        size_t content = aligned(at + 110 + field(member, 11));
        if (i == 0)
            assert_int_equal(field(member, 1), 040755);
        if (i == 1) {
            assert_int_equal(field(member, 1), 0100644);
            assert_int_equal(strncmp(bytes + content, "virtio_pci\n", 11), 0);
            assert_int_equal(bytes[content + field(member, 6) - 1], '\n');
        }
        at = aligned(content + field(member, 6));
    }
    assert_int_equal(at, size);
}

static void no_initrd_is_an_error(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(guest_initrd_make("/nowhere/initrd", scratch_path("guest"), &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/initrd"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_list_of_drivers_follows_the_initrd, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(no_initrd_is_an_error, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
