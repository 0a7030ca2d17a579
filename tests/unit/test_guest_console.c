/* test_guest_console.c - how a dying guest is recognised by what it says. */
#include "guest/guest_wait.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void verdict_says(const char *console, bool host_cpu, const char *text) {
    struct error err = {0};
    assert_int_equal(guest_console_verdict(console, host_cpu, &err), -1);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void says(const char *console, const char *text) {
    verdict_says(console, false, text);
}

static void a_system_for_newer_cpus_is_named_and_mended(void **state) {
    (void)state;
    /* As Red Hat 9 and openSUSE's x86-64-v3 loader say it; the panic follows from it. */
    static const char rhel[] =
        "[    2.1] Run /init as init process\r\n"
        "Fatal glibc error: CPU does not support x86-64-v2\r\n"
        "[    2.2] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00007f00\r\n";
    static const char loader[] =
        "/init: CPU ISA level is lower than required\r\n"
        "[    1.0] Kernel panic - not syncing: Attempted to kill init!\r\n";
    says(rhel, "newer CPU (x86-64-v2)");
    says(rhel, "kvm-tuned");
    says(rhel, "kvm+cpu-model=host");
    says("Fatal glibc error: CPU does not support x86-64-v3\n", "(x86-64-v3)");
    says(loader, "newer CPU (x86-64-v2 or later)");
}

/* No other model is newer than the host's own. */
static void where_the_host_is_too_old_no_model_is_advised(void **state) {
    (void)state;
    verdict_says("Fatal glibc error: CPU does not support x86-64-v3\n", true,
                 "a newer CPU (x86-64-v3) than the newest that this host gives a guest, which this "
                 "one has (cpu-model=host); take an image for older CPUs, or a newer host");
}

static void other_deaths_are_told_as_they_are(void **state) {
    (void)state;
    says("[ 1.0] Kernel panic - not syncing: VFS: Unable to mount root fs\r\nmore\n",
         "Kernel panic - not syncing: VFS: Unable to mount root fs");
    says("Booting from Hard Disk...\r\nNo bootable device.\r\n", "nothing to boot");
}

static void a_living_guest_is_left_alone(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(guest_console_verdict("", false, &err), 0);
    assert_int_equal(guest_console_verdict(
                         "[ 0.0] Command line: root=/dev/vda1 panic=-1 x86-64-v3\n", false, &err),
                     0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_system_for_newer_cpus_is_named_and_mended),
        cmocka_unit_test(where_the_host_is_too_old_no_model_is_advised),
        cmocka_unit_test(other_deaths_are_told_as_they_are),
        cmocka_unit_test(a_living_guest_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
