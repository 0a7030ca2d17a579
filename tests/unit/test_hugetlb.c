/* test_hugetlb.c - what is advised where a pool of huge pages is short, on a made-up /sys tree. */
#include "common/hugetlb.h"
#include "scratch_tree.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MIB = 1 << 20 };

static void put(const char *kilobytes, const char *what, const char *number) {
    char path[128];
    snprintf(path, sizeof path, "sys/kernel/mm/hugepages/hugepages-%skB/%s", kilobytes, what);
    tree_write(path, number);
}

static void pool(const char *kilobytes, const char *all, const char *free_pages,
                 const char *promised) {
    put(kilobytes, "nr_hugepages", all);
    put(kilobytes, "free_hugepages", free_pages);
    put(kilobytes, "resv_hugepages", promised);
}

static void refused(size_t page, uint64_t bytes, const char *message) {
    struct error err = {.text = ""};
    assert_int_equal(hugetlb_refused(scratch, page, bytes, ENOMEM, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, message);
}

static void without_a_pool_nothing_can_be_reserved(void **state) {
    (void)state;
    assert_true(hugetlb_room(scratch, 2 * MIB) == HUGETLB_UNTOLD);
    refused(2 * MIB, 12 * MIB,
            "hugetlb: mapping 6 huge pages of 2 MiB: Cannot allocate memory; this system has no "
            "such pages, or does not show them in /sys: use --hugepages=thp");
}

static void in_an_empty_pool_all_is_to_be_reserved(void **state) {
    (void)state;
    pool("2048", "0", "0", "0");
    refused(2 * MIB, 12 * MIB,
            "hugetlb: 6 free huge pages of 2 MiB are needed, 0 are there; reserve them with "
            "'sysctl -w vm.nr_hugepages=6', or use --hugepages=thp");
}

/* The number is the pool's, with the pages that others have. */
static void pages_in_use_stay_in_the_pool(void **state) {
    (void)state;
    pool("2048", "10", "4", "2");
    assert_int_equal(hugetlb_room(scratch, 2 * MIB), 4 * MIB);
    refused(2 * MIB, 12 * MIB,
            "hugetlb: 6 free huge pages of 2 MiB are needed, 2 are there; reserve them with "
            "'sysctl -w vm.nr_hugepages=14', or use --hugepages=thp");
    pool("1048576", "3", "1", "0");
    refused(1024 * MIB, UINT64_C(2048) * MIB,
            "hugetlb-1g: 2 free huge pages of 1 GiB are needed, 1 are there; reserve them with "
            "'echo 4 > /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages' (boot with "
            "hugepagesz=1G hugepages=4 where memory is in pieces), or use --hugepages=hugetlb");
}

static void a_pool_with_room_is_not_to_blame(void **state) {
    (void)state;
    pool("2048", "10", "10", "0");
    refused(2 * MIB, 12 * MIB,
            "hugetlb: mapping 6 huge pages of 2 MiB: Cannot allocate memory, though 10 are free; a "
            "control group may forbid it (hugetlb.2MB.max), or use --hugepages=thp");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_a_pool_nothing_can_be_reserved, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(in_an_empty_pool_all_is_to_be_reserved, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(pages_in_use_stay_in_the_pool, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_pool_with_room_is_not_to_blame, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
