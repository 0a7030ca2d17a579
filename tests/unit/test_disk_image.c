/* test_disk_image.c - which firmware boots a disk, what is refused as no image, and copies. */
#include "base/process.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "guest/disk_image.h"
#include "guest/firmware.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static unsigned char head[DISK_HEAD];

static void put32(size_t at, uint32_t value) {
    for (int i = 0; i < 4; i++)
        head[at + (size_t)i] = (unsigned char)(value >> 8 * i);
}

static void make_mbr(unsigned char type, bool code) {
    memset(head, 0, sizeof head);
    head[0] = code ? 0xeb : 0;
    head[446 + 4] = type;
    put32(446 + 8, 2048);
    put32(446 + 12, 4096);
    head[510] = 0x55;
    head[511] = 0xaa;
}

/* GUIDs in the order in which the UEFI specification prints them. */
static void put_guid(size_t at, const char *text) {
    static const int order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    int digit = 0;
    for (int i = 0; i < 16; i++) {
        while (text[digit] == '-')
            digit++;
        unsigned byte;
        assert_int_equal(sscanf(text + digit, "%2x", &byte), 1);
        head[at + (size_t)order[i]] = (unsigned char)byte;
        digit += 2;
    }
}

static void make_gpt(const char *first, const char *second, bool code) {
    make_mbr(0xee, code);
    memcpy(head + 512, "EFI PART", 8);
    put32(512 + 72, 2);
    put32(512 + 80, 128);
    put32(512 + 84, 128);
    put_guid(1024, first);
    if (second)
        put_guid(1024 + 128, second);
}

#define ESP "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
#define BIOS_BOOT "21686148-6449-6E6F-744E-656564454649"
#define LINUX "0FC63DAF-8483-4772-8E79-3D69D8477DE4"

static void the_partition_table_tells_the_firmware(void **state) {
    (void)state;
#ifdef __x86_64__
    make_mbr(0x83, true);
    assert_string_equal(disk_firmware(head), "bios");
    make_mbr(0xef, false);
    assert_string_equal(disk_firmware(head), "uefi");
    make_gpt(ESP, LINUX, false);
    assert_string_equal(disk_firmware(head), "uefi");
    make_gpt(LINUX, ESP, false);
    assert_string_equal(disk_firmware(head), "uefi");
    make_gpt(LINUX, NULL, false);
    assert_string_equal(disk_firmware(head), "bios");
    make_gpt(ESP, BIOS_BOOT, true);
    assert_string_equal(disk_firmware(head), "bios"); /* a hybrid, as Debian and Ubuntu publish */
    make_gpt(ESP, BIOS_BOOT, false);
    assert_string_equal(disk_firmware(head), "bios");
    make_gpt(ESP, LINUX, true);
    assert_string_equal(disk_firmware(head), "bios");
#else
    make_gpt(ESP, BIOS_BOOT, true);
    assert_string_equal(disk_firmware(head), "uefi");
#endif
}

static void a_hostile_table_is_read_within_bounds(void **state) {
    (void)state;
    make_gpt(LINUX, ESP, false);
    put32(512 + 72, UINT32_MAX); /* entries beyond what was read */
    assert_non_null(disk_firmware(head));
    make_gpt(LINUX, NULL, false);
    put32(512 + 80, UINT32_MAX);
    put32(512 + 84, UINT32_MAX);
    assert_non_null(disk_firmware(head));
    put32(512 + 84, 0);
    assert_non_null(disk_firmware(head));
}

static void without_a_table_nothing_boots(void **state) {
    (void)state;
    memset(head, 0, sizeof head);
    assert_null(disk_firmware(head));
    make_mbr(0x83, true);
    head[446] = 0x12; /* neither active nor inactive: some program's bytes, as in a kernel image */
    assert_null(disk_firmware(head));
    make_mbr(0, true);
    assert_null(disk_firmware(head));
}

static void write_disk(const char *name) {
    make_mbr(0x83, true);
    FILE *file = fopen(scratch_path(name), "we");
    assert_non_null(file);
    assert_int_equal(fwrite(head, sizeof head, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static void qemu_img(const char *const *argv) {
    struct error err;
    if (process_check(argv, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

static void the_name_does_not_tell_the_format(void **state) {
    (void)state;
    struct error err = {0};
    struct disk_image image;
    write_disk("disk.qcow2");
    assert_int_equal(disk_image_inspect(scratch_path("disk.qcow2"), true, &image, &err), 0);
    assert_string_equal(image.format, "raw");
    assert_false(image.compressed);

    char from[256], to[256];
    snprintf(from, sizeof from, "%s", scratch_path("disk.qcow2"));
    snprintf(to, sizeof to, "%s", scratch_path("disk.raw"));
    const char *plain[] = {"qemu-img", "convert", "-O", "qcow2", from, to, NULL};
    qemu_img(plain);
    assert_int_equal(disk_image_inspect(to, true, &image, &err), 0);
    assert_string_equal(image.format, "qcow2");
    assert_false(image.compressed);
    assert_non_null(image.firmware);

    const char *packed[] = {"qemu-img", "convert", "-c", "-O", "qcow2", from, to, NULL};
    qemu_img(packed);
    assert_int_equal(disk_image_inspect(to, true, &image, &err), 0);
    assert_true(image.compressed);
}

/* A `qemu-img` that tells where the first sectors go to, however the caller may end. */
static void nothing_with_a_name_is_made(void **state) {
    (void)state;
    struct error err = {0};
    struct disk_image image;
    char path[8192], log[256];
    snprintf(log, sizeof log, "%s", scratch_path("log"));
    cleanup_free char *before = strdup(getenv("PATH"));
    snprintf(path, sizeof path,
             "#!/bin/sh\nfor word; do case $word in of=*) readlink \"${word#of=}\" >%s; esac; "
             "done\nPATH=${PATH#*:}\nexec qemu-img \"$@\"\n",
             log);
    assert_int_equal(chmod(scratch_write("qemu-img", path), 0755), 0);
    write_disk("disk.img");
    snprintf(path, sizeof path, "%s:%s", scratch, before);
    setenv("PATH", path, 1);
    assert_int_equal(disk_image_inspect(scratch_path("disk.img"), true, &image, &err), 0);
    setenv("PATH", before, 1);
    cleanup_free char *target = small_file_read(log, NULL);
    assert_non_null(target);
    assert_non_null(strstr(target, "(deleted)"));
}

static void an_unpacked_copy_is_kept(void **state) {
    (void)state;
    struct error err = {0};
    struct journal *journal = NULL;
    char from[256], packed[256];
    assert_int_equal(journal_open(&journal, NULL), 0);
    write_disk("disk.raw");
    snprintf(from, sizeof from, "%s", scratch_path("disk.raw"));
    snprintf(packed, sizeof packed, "%s", scratch_path("packed.qcow2"));
    const char *pack[] = {"qemu-img", "convert", "-c", "-O", "qcow2", from, packed, NULL};
    qemu_img(pack);
    cleanup_free char *kept = disk_unpacked(scratch, packed, "0123", journal, &err);
    if (!kept)
        fail_msg("%s", err.text);
    assert_string_equal(kept, scratch_path("unpacked/0123.img"));
    cleanup_fclose FILE *file = fopen(kept, "re");
    static unsigned char copy[DISK_HEAD];
    assert_non_null(file);
    assert_int_equal(fread(copy, sizeof copy, 1, file), 1);
    assert_memory_equal(copy, head, sizeof copy);
    assert_int_equal(unlink(packed), 0); /* the next time it is not looked at */
    cleanup_free char *again = disk_unpacked(scratch, packed, "0123", journal, &err);
    assert_non_null(again);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void refuses(const char *path, bool own_loader, const char *text) {
    struct error err = {0};
    struct disk_image image;
    assert_int_equal(disk_image_inspect(path, own_loader, &image, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    if (!strstr(err.text, text))
        fail_msg("'%s' does not say '%s'", err.text, text);
}

static void what_is_no_image_is_refused(void **state) {
    (void)state;
    refuses(scratch_write("notes.img", "these are notes\n"), true, "without partition table");
    refuses(scratch_path("notes.img"), false, "or file system");
    char base[256], other[256];
    write_disk("base.img");
    snprintf(base, sizeof base, "%s", scratch_path("base.img"));
    snprintf(other, sizeof other, "%s", scratch_path("overlay.qcow2"));
    const char *overlay[] = {"qemu-img", "create", "-q", "-f",  "qcow2", "-F",
                             "raw",      "-b",     base, other, NULL};
    qemu_img(overlay);
    refuses(other, true, base);
    const char *foreign[] = {"qemu-img", "convert", "-O", "vmdk", base, other, NULL};
    qemu_img(foreign);
    refuses(other, true, "a vmdk image");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_partition_table_tells_the_firmware),
        cmocka_unit_test(a_hostile_table_is_read_within_bounds),
        cmocka_unit_test(without_a_table_nothing_boots),
        cmocka_unit_test_setup_teardown(the_name_does_not_tell_the_format, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(nothing_with_a_name_is_made, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(an_unpacked_copy_is_kept, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_no_image_is_refused, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
