/* test_host_kernel.c - the host's kernel in trees such as distributions lay them out. */
#include "base/process.h"
#include "guest/host_kernel.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define DEBIAN "6.1.0-56-cloud-amd64"
#define BUILT_IN "6.18.44-built-in"
#define TREES "tests/unit/data/host-kernels"

static struct host_kernel found;
static struct error err;

static int find(const char *root, const char *release, bool has_initrd) {
    host_kernel_free(&found);
    err = (struct error){0};
    return host_kernel_find(root, release, has_initrd, &found, &err);
}

static void refuses(const char *root, const char *release, const char *text) {
    assert_int_equal(find(root, release, false), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void built_in_drivers_need_no_initrd(void **state) {
    (void)state;
    assert_int_equal(find(TREES "/built-in", BUILT_IN, false), 0);
    assert_string_equal(found.kernel, TREES "/built-in/lib/modules/" BUILT_IN "/vmlinuz");
    assert_null(found.initrd);
}

static void modules_need_the_hosts_initrd(void **state) {
    (void)state;
    assert_int_equal(find(TREES "/debian", DEBIAN, false), 0);
    assert_string_equal(found.kernel, TREES "/debian/boot/vmlinuz-" DEBIAN);
    assert_string_equal(found.initrd, TREES "/debian/boot/initrd.img-" DEBIAN);
    assert_int_equal(find(TREES "/debian", DEBIAN, true), 0);
    assert_null(found.initrd);
}

static void without_initrd_modules_do_not_do(void **state) {
    (void)state;
    refuses(TREES "/no-initrd", DEBIAN, "make one (sudo update-initramfs");
    assert_int_equal(find(TREES "/no-initrd", DEBIAN, true), 0);
}

static void a_missing_driver_is_named(void **state) {
    (void)state;
    refuses(TREES "/no-virtio", DEBIAN, "no virtio_net (CONFIG_VIRTIO_NET)");
}

static void without_configuration_the_module_lists_tell(void **state) {
    (void)state;
    assert_int_equal(find(TREES "/lists", DEBIAN, false), 0);
    assert_string_equal(found.initrd, TREES "/lists/boot/initramfs-" DEBIAN ".img");
    refuses(TREES "/nothing-known", DEBIAN, "cannot be told");
}

static void no_kernel_is_said_with_its_release(void **state) {
    (void)state;
    refuses(TREES "/debian", "9.9.9", "no image of the running kernel 9.9.9");
}

static void a_packed_configuration_is_read(void **state) {
    (void)state;
    char command[1024];
    snprintf(
        command, sizeof command,
        "cp -r " TREES "/nothing-known/. %s && mkdir %s/proc && "
        "printf 'CONFIG_VIRTIO_PCI=y\\nCONFIG_VIRTIO_BLK=y\\n# CONFIG_VIRTIO_NET is not set\\n'"
        " | gzip >%s/proc/config.gz",
        scratch, scratch, scratch);
    const char *argv[] = {"sh", "-c", command, NULL};
    assert_int_equal(process_check(argv, NULL, NULL), 0);
    refuses(scratch, DEBIAN, "CONFIG_VIRTIO_NET");
}

static void an_unreadable_kernel_is_named(void **state) {
    (void)state;
    char command[512];
    snprintf(command, sizeof command, "cp -r " TREES "/debian/. %s && chmod 0 %s/boot/vmlinuz-*",
             scratch, scratch);
    const char *argv[] = {"sh", "-c", command, NULL};
    assert_int_equal(process_check(argv, NULL, NULL), 0);
    uid_t user = geteuid(), other = user ? user : 65534; /* root reads everything */
    assert_int_equal(chmod(scratch, 0755), 0);
    assert_int_equal(setresuid(other, other, user), 0);
    int status = find(scratch, DEBIAN, false);
    assert_int_equal(setresuid(user, user, user), 0);
    assert_int_equal(status, -1);
    assert_non_null(strstr(err.text, "cannot be read; run as root"));
}

static int empty(void **state) {
    (void)state;
    host_kernel_free(&found);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(built_in_drivers_need_no_initrd),
        cmocka_unit_test(modules_need_the_hosts_initrd),
        cmocka_unit_test(without_initrd_modules_do_not_do),
        cmocka_unit_test(a_missing_driver_is_named),
        cmocka_unit_test(without_configuration_the_module_lists_tell),
        cmocka_unit_test(no_kernel_is_said_with_its_release),
        cmocka_unit_test_setup_teardown(a_packed_configuration_is_read, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(an_unreadable_kernel_is_named, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, empty);
}
