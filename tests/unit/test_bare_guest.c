/* test_bare_guest.c - QEMU's words for a guest without disk and network, and its initramfs. */
#include "guest/bare_guest.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const arguments[] = {"--json", "--starts=20", NULL};

static bool has_pair(const struct argv *argv, const char *name, const char *value) {
    for (size_t i = 0; i + 1 < argv->count; i++)
        if (strcmp(argv->word[i], name) == 0 && strcmp(argv->word[i + 1], value) == 0)
            return true;
    return false;
}

static struct bare_guest guest(enum bare_machine machine) {
    return (struct bare_guest){.machine = machine,
                               .accel = "tcg",
                               .vcpus = 2,
                               .memory = 128 << 20,
                               .kernel = "/k",
                               .initramfs = "/i",
                               .arguments = arguments};
}

static void its_program_gets_the_arguments(void **state) {
    (void)state;
    const struct bare_guest plain = guest(BARE_DEFAULT);
    struct argv argv = {0};
    assert_int_equal(bare_guest_argv(&plain, &argv, NULL), 0);
    assert_true(has_pair(&argv, "-kernel", "/k") && has_pair(&argv, "-initrd", "/i"));
    assert_true(has_pair(&argv, "-m", "128M") && has_pair(&argv, "-smp", "2"));
    assert_true(has_pair(&argv, "-accel", "tcg,thread=multi"));
    assert_true(has_pair(&argv, "-serial", "stdio"));
    assert_non_null(strstr(argv.word[argv.count - 1], " -- --json --starts=20"));
    argv_free(argv.word);
}

static void microvm_is_another_machine(void **state) {
    (void)state;
    const struct bare_guest micro = guest(BARE_MICROVM);
    struct argv argv = {0};
    assert_int_equal(bare_guest_argv(&micro, &argv, NULL), 0);
    assert_true(has_pair(&argv, "-machine", "microvm,isa-serial=on,rtc=on"));
    argv_free(argv.word);
}

static void assert_refused(const char *word, const char *why) {
    const char *const words[] = {"--json", word, NULL};
    struct bare_guest plain = guest(BARE_DEFAULT);
    struct argv argv = {0};
    struct error err = {0};
    plain.arguments = words;
    assert_int_equal(bare_guest_argv(&plain, &argv, &err), -1);
    assert_non_null(strstr(err.text, why));
    argv_free(argv.word);
}

static void an_argument_that_linux_would_divide_is_refused(void **state) {
    (void)state;
    assert_refused("--path=a b", "--path=a b");
}

/* Linux would take what fits, without a word. */
static void more_than_linux_takes_is_refused(void **state) {
    (void)state;
    char word[2001];
    memset(word, 'x', 2000);
    word[2000] = '\0';
    assert_refused(word, "command line");
}

static void its_initramfs_is_the_program(void **state) {
    (void)state;
    struct error err = {0};
    char program[256], archive[256], bytes[2048] = "";
    snprintf(program, sizeof program, "%s", scratch_write("program", "PROGRAM"));
    snprintf(archive, sizeof archive, "%s", scratch_path("initramfs"));
    assert_int_equal(bare_initramfs_make(program, archive, &err), 0);
    FILE *in = fopen(archive, "re");
    assert_non_null(in);
    size_t size = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    assert_int_equal(size % 4, 0);
    assert_memory_equal(bytes, "070701", 6);
    assert_non_null(memmem(bytes, size, "init\0", 5));
    assert_non_null(memmem(bytes, size, "PROGRAM", 7));
    assert_non_null(memmem(bytes, size, "TRAILER!!!", 10));
    assert_int_equal(bare_initramfs_make(program, archive, &err), -1); /* it is there */
    assert_int_equal(bare_initramfs_make("/nowhere", scratch_path("b"), &err), -1);
    assert_non_null(strstr(err.text, "/nowhere"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_program_gets_the_arguments),
        cmocka_unit_test(microvm_is_another_machine),
        cmocka_unit_test(an_argument_that_linux_would_divide_is_refused),
        cmocka_unit_test(more_than_linux_takes_is_refused),
        cmocka_unit_test_setup_teardown(its_initramfs_is_the_program, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
