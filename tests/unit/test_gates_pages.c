/* test_gates_pages.c - pages that are not those asked for, in the kernel's system or the host. */
#include "gate_fixture.h"

static void small_pages_fail_where_huge_ones_were_asked_for(void **state) {
    set(*state, "evidence", "huge_bytes", json_integer(899));
    fails(*state, "huge-pages");
}

static void huge_pages_fail_where_none_were_asked_for(void **state) {
    bool valid;
    set(*state, "parameters", "hugepages", json_string("none"));
    fails(*state, "huge-pages");
    set(*state, "evidence", "huge_bytes", json_integer(0));
    assert_string_equal(judge(*state, "huge-pages", &valid), "ok");
}

/* A guest of 512 MiB on so many MiB of the host's huge pages; the kernel works on 1000 bytes. */
static const char *backed_by(struct subject *s, const char *level, double mebibytes) {
    bool valid;
    s->plan.figure[0].guest_memory = 512 << 20;
    json_decref(s->execution.guest);
    s->execution.guest = json_pack("{s:{s:s}}", "features", "host-pages", level);
    s->execution.vmm_huge_bytes = mebibytes * (1 << 20);
    return judge(s, "host-pages", &valid);
}

static void a_guest_is_backed_by_the_pages_of_its_level(void **state) {
    struct subject *s = *state;
    bool valid;
    assert_string_equal(judge(s, "host-pages", &valid), "unobservable"); /* no guest */
    assert_string_equal(backed_by(s, "4k", 0), "ok");
    assert_string_equal(backed_by(s, "4k", 2), "failed");
    assert_string_equal(backed_by(s, "hugetlb", 512), "ok");
    assert_string_equal(backed_by(s, "hugetlb", 400), "failed");
    assert_string_equal(judged(s, "host-pages", "value", &valid),
                        "hugetlb: 400 MiB of the guest are in the host's huge pages, wanted 512 "
                        "MiB");
    assert_string_equal(backed_by(s, "thp", 2), "ok");
    assert_string_equal(backed_by(s, "thp", 0), "failed");
    assert_string_equal(backed_by(s, "thp", NAN), "unobservable");
    json_object_del(json_object_get(s->kernel, "evidence"), "region_bytes");
    assert_string_equal(backed_by(s, "thp", 0), "unobservable");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)
    const struct CMUnitTest tests[] = {
        TEST(small_pages_fail_where_huge_ones_were_asked_for),
        TEST(huge_pages_fail_where_none_were_asked_for),
        TEST(a_guest_is_backed_by_the_pages_of_its_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
