/* test_memory.c - mappings of a chosen kind, and what the kernel says about them. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/memory.h"
#include "common/smallfile.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const size_t size = 8 * HUGE_PAGE_BYTES;
static const struct numa_policy local = {0};

static struct memory_facts facts_of_touched(struct memory *memory) {
    struct memory_facts facts;
    memset(memory->base, 1, memory->bytes);
    assert_int_equal(memory_examine(memory, &facts, NULL), 0);
    return facts;
}

static bool thp_offered(void) {
    cleanup_free char *mode = setting_read("/sys/kernel/mm/transparent_hugepage/enabled", NULL);
    return mode && strcmp(mode, "never") != 0;
}

static void small_pages_have_nothing_huge(void **state) {
    (void)state;
    struct memory memory;
    assert_int_equal(memory_map(&memory, size, HUGEPAGES_NONE, &local, NULL), 0);
    struct memory_facts facts = facts_of_touched(&memory);
    assert_int_equal(facts.huge_bytes, 0);
    assert_true(facts.page_bytes > 0);
    memory_unmap(&memory);
    assert_null(memory.base);
}

static void huge_pages_are_read_back(void **state) {
    (void)state;
    if (!thp_offered())
        skip();
    struct memory memory;
    assert_int_equal(memory_map(&memory, size, HUGEPAGES_THP, &local, NULL), 0);
    assert_int_equal((uintptr_t)memory.base % HUGE_PAGE_BYTES, 0);
    struct memory_facts facts;
    assert_int_equal(memory_examine(&memory, &facts, NULL), 0);
    assert_int_equal(facts.huge_bytes, 0); /* not yet touched */
    facts = facts_of_touched(&memory);
    assert_true(facts.huge_bytes > 0 && facts.huge_bytes <= size);
    assert_int_equal(facts.huge_bytes % HUGE_PAGE_BYTES, 0);
    memory_unmap(&memory);
}

static void neighbours_are_not_counted(void **state) {
    (void)state;
    if (!thp_offered())
        skip();
    struct memory one, two;
    assert_int_equal(memory_map(&one, size, HUGEPAGES_THP, &local, NULL), 0);
    assert_int_equal(memory_map(&two, size, HUGEPAGES_THP, &local, NULL), 0);
    facts_of_touched(&one);
    struct memory_facts facts;
    assert_int_equal(memory_examine(&two, &facts, NULL), 0);
    assert_int_equal(facts.huge_bytes, 0);
    memory_unmap(&one);
    memory_unmap(&two);
}

static void nodes_are_read_back(void **state) {
    (void)state;
    struct memory memory;
    struct numa_policy policy;
    struct error err = {0};
    assert_int_equal(numa_policy_parse("interleave", &policy, NULL), 0);
    if (memory_map(&memory, size, HUGEPAGES_NONE, &policy, &err) < 0) {
        assert_int_equal(err.status, STATUS_UNAVAILABLE);
        skip();
    }
    struct memory_facts facts = facts_of_touched(&memory);
    if (facts.nodes_known)
        assert_true(cpu_set_count(&facts.nodes) >= 1);
    memory_unmap(&memory);
}

static void absent_nodes_are_refused(void **state) {
    (void)state;
    struct memory memory;
    struct numa_policy policy;
    struct error err = {0};
    assert_int_equal(numa_policy_parse("interleave=0,1000", &policy, NULL), 0);
    assert_int_equal(memory_map(&memory, size, HUGEPAGES_NONE, &policy, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "0,1000"));
    assert_null(memory.base);
}

static void too_much_is_refused_before_mapping(void **state) {
    (void)state;
    struct error err = {0};
    assert_int_equal(memory_fits(size, HUGEPAGES_NONE, size, &err), 0);
    assert_int_equal(memory_fits(size + 1, HUGEPAGES_NONE, size, &err), -1);
    assert_int_equal(err.status, STATUS_USAGE);
    assert_non_null(strstr(err.text, "the largest that fits is 16M"));
    assert_int_equal(memory_fits(UINT64_C(1) << 60, HUGEPAGES_THP, 0, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "the largest that fits is "));
}

static void missing_hugetlb_says_what_mends_it(void **state) {
    (void)state;
    struct memory memory;
    struct error err = {0};
    size_t terabyte = (size_t)1 << 40;
    assert_int_equal(memory_map(&memory, terabyte, HUGEPAGES_HUGETLB, &local, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "hugetlb: 524288 free huge pages of 2 MiB"));
    assert_non_null(strstr(err.text, "sysctl -w vm.nr_hugepages="));
}

static void gigabyte_pages_say_what_mends_them(void **state) {
    (void)state;
    struct memory memory;
    struct error err = {0};
    size_t terabyte = (size_t)1 << 40;
    assert_int_equal(memory_grain(HUGEPAGES_HUGETLB_1G), 1 << 30);
    assert_int_equal(memory_map(&memory, terabyte - 1, HUGEPAGES_HUGETLB_1G, &local, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "1024 free huge pages of 1 GiB"));
    assert_non_null(
        strstr(err.text, " > /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages'"));
}

static void hugetlb_pages_are_read_back(void **state) {
    static const enum hugepages kinds[] = {HUGEPAGES_HUGETLB, HUGEPAGES_HUGETLB_1G};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct memory memory;
        size_t grain = memory_grain(kinds[i]);
        if (memory_room(kinds[i], 0) < grain)
            continue;
        assert_int_equal(memory_map(&memory, grain, kinds[i], &local, NULL), 0);
        assert_int_equal((uintptr_t)memory.base % grain, 0);
        memory.base[0] = 1;
        struct memory_facts facts;
        assert_int_equal(memory_examine(&memory, &facts, NULL), 0);
        assert_true(facts.huge_bytes == grain && facts.page_bytes == grain);
        memory_unmap(&memory);
    }
}

static void room_is_what_the_limit_leaves(void **state) {
    (void)state;
    assert_int_equal(memory_room(HUGEPAGES_THP, 4096), 4096);
    /* What is available changes from one reading to the next, on a busy machine by a lot; what is
     * set apart for huge pages would be another order of magnitude, or none. */
    uint64_t before = memory_available(), room = memory_room(HUGEPAGES_THP, 0);
    uint64_t after = memory_available(), least = before < after ? before : after;
    assert_true(room > least / 2 && room / 2 < before + after);
    assert_int_equal(memory_room(HUGEPAGES_HUGETLB, 0) % HUGE_PAGE_BYTES, 0);
}

static void what_the_system_tells(void **state) {
    (void)state;
    tree_write("proc/meminfo", "MemTotal: 9 kB\nMemAvailable:    2048 kB\n");
    assert_true(memory_told(scratch) == 2048 * 1024);
    tree_write("proc/meminfo", "MemTotal: 9 kB\n");
    assert_true(memory_told(scratch) == MEMORY_UNTOLD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_the_system_tells, scratch_make, scratch_remove),
        cmocka_unit_test(small_pages_have_nothing_huge),
        cmocka_unit_test(huge_pages_are_read_back),
        cmocka_unit_test(neighbours_are_not_counted),
        cmocka_unit_test(nodes_are_read_back),
        cmocka_unit_test(absent_nodes_are_refused),
        cmocka_unit_test(too_much_is_refused_before_mapping),
        cmocka_unit_test(missing_hugetlb_says_what_mends_it),
        cmocka_unit_test(gigabyte_pages_say_what_mends_them),
        cmocka_unit_test(hugetlb_pages_are_read_back),
        cmocka_unit_test(room_is_what_the_limit_leaves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
