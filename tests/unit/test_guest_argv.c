/* test_guest_argv.c - the command line of QEMU: golden for TCG, and what else changes it. */
#include "guest/guest.h"
#include "guest/guest_argv.h"
#include "harness/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct guest_image image = {.disk = "/i/disk.img",
                                   .format = "raw",
                                   .kernel = "/i/vmlinuz",
                                   .initrd = "/i/initrd.img",
                                   .append = "root=/dev/vda"};

static char *joined(const struct guest_spec *spec) {
    char **argv = guest_argv(spec, "/run/v/g", 2222);
    assert_non_null(argv);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (char **word = argv; *word; word++)
        fprintf(out, "%s\n", *word);
    assert_int_equal(fclose(out), 0);
    argv_free(argv);
    return text;
}

static void an_emulated_guest_has_the_golden_command_line(void **state) {
    (void)state;
#ifdef __x86_64__
    struct guest_spec spec = {.image = &image, .accel = "tcg", .vcpus = 2, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec);
    assert_string_equal(
        text, "qemu-system-x86_64\n-nodefaults\n-no-user-config\n-display\nnone\n-no-reboot\n"
              "-machine\nq35\n-accel\ntcg,thread=multi\n-cpu\nmax\n-smp\n2\n-m\n1024M\n"
              "-kernel\n/i/vmlinuz\n-initrd\n/i/initrd.img\n-append\nroot=/dev/vda\n"
              "-drive\nif=none,id=disk,format=qcow2,cache=none,file=/run/v/g/overlay.qcow2\n"
              "-device\nvirtio-blk-pci,drive=disk\n"
              "-drive\nif=none,id=seed,format=raw,readonly=on,file=/run/v/g/seed.iso\n"
              "-device\nvirtio-blk-pci,drive=seed\n"
              "-netdev\nuser,id=net,restrict=on,hostfwd=tcp:127.0.0.1:2222-10.0.2.15:22\n"
              "-device\nvirtio-net-pci,netdev=net,mac=52:54:00:76:74:78\n"
              "-object\nrng-random,id=entropy,filename=/dev/urandom\n"
              "-device\nvirtio-rng-pci,rng=entropy\n"
              "-serial\nfile:/run/v/g/console\n-qmp\nunix:/run/v/g/qmp,server=on,wait=off\n");
#else
    skip();
#endif
}

static void kvm_takes_the_default_cpu_model(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 512UL << 20};
    cleanup_free char *text = joined(&spec);
    assert_non_null(strstr(text, "-accel\nkvm\n"));
    assert_null(strstr(text, "-cpu\n"));
    assert_non_null(strstr(text, "-m\n512M\n"));
}

static void an_image_without_a_kernel_boots_by_its_own_loader(void **state) {
    (void)state;
    struct guest_image foreign = {.disk = "/f/cloud.qcow2", .format = "qcow2"};
    struct guest_spec spec = {.image = &foreign, .accel = "tcg", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec);
    assert_null(strstr(text, "-kernel"));
    assert_null(strstr(text, "-initrd"));
    assert_null(strstr(text, "-append"));
}

static void nothing_listens_beyond_loopback(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec);
    assert_non_null(strstr(text, "restrict=on"));
    const char *forward = strstr(text, "hostfwd=");
    assert_non_null(forward);
    assert_int_equal(strncmp(forward, "hostfwd=tcp:127.0.0.1:", 22), 0);
    assert_null(strstr(forward + 1, "hostfwd="));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_emulated_guest_has_the_golden_command_line),
        cmocka_unit_test(kvm_takes_the_default_cpu_model),
        cmocka_unit_test(an_image_without_a_kernel_boots_by_its_own_loader),
        cmocka_unit_test(nothing_listens_beyond_loopback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
