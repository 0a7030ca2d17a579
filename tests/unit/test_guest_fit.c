/* test_guest_fit.c - what a host cannot give is left out of a preset, and fails what named it. */
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "common/smallfile.h"
#include "guest/guest_fit.h"
#include "huge_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Emulated, so that no test depends on this machine's KVM. */
static int fit(const char *name, const char *cpus, unsigned vcpus, uint64_t memory,
               struct journal *journal, struct guest_spec *spec, struct guest_fit *fit,
               struct error *err) {
    struct features asked;
    *spec =
        (struct guest_spec){.accel = "tcg", .vcpus = vcpus, .memory = memory, .memory_nodes = "0"};
    assert_int_equal(features_parse(&guest_features, name, &asked, NULL), 0);
    assert_int_equal(cpulist_parse(cpus, &spec->cpus, NULL), 0);
    return guest_fit(&asked, scratch, spec, journal, fit, err);
}

/* Four CPUs of one socket and `free_pages` huge pages. */
static void make_host(const char *free_pages, const char *thp) {
    tree_write("sys/devices/system/cpu/online", "0-3");
    tree_write("sys/kernel/mm/transparent_hugepage/enabled", thp);
    huge_node(0, free_pages, free_pages);
}

static void assert_left_out(const struct guest_fit *fit, const char *expected) {
    char text[1024] = "";
    if (json_array_size(fit->left_out) > 0)
        feature_left_out_text("kvm-tuned", json_array_get(fit->left_out, 0), text, sizeof text);
    assert_string_equal(text, expected);
    assert_true(json_array_size(fit->left_out) <= 1);
}

static void a_host_that_has_all_gives_all(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    struct journal *journal = open_journal();
    struct guest_spec spec;
    struct guest_fit given;
    assert_int_equal(fit("kvm-tuned", "0-3", 4, 128 << 20, journal, &spec, &given, NULL), 0);
    assert_left_out(&given, "");
    struct features asked;
    assert_int_equal(
        features_parse(&guest_features, "kvm-tuned+vhost=off+net-queues=single", &asked, NULL), 0);
    memset(asked.named, 0, sizeof asked.named); /* there is no peer to have a tap to */
    assert_memory_equal(&spec.features, &asked, sizeof asked);
    assert_int_equal(given.pages.count, 0);
    guest_fit_release(&given, journal);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void pages_are_reserved_and_given_back(void **state) {
    (void)state;
    make_host("60", "always [madvise] never");
    struct journal *journal = open_journal();
    struct guest_spec spec;
    struct guest_fit given;
    assert_int_equal(fit("kvm-tuned", "0-3", 4, 128 << 20, journal, &spec, &given, NULL), 0);
    assert_int_equal(given.pages.part[0].added, 4);
    guest_fit_release(&given, journal);
    cleanup_free char *left = small_file_read(scratch_path(huge_file(0, "nr_hugepages")), NULL);
    assert_string_equal(left, "60");
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void odd_memory_gets_no_huge_pages(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    struct journal *journal = open_journal();
    struct guest_spec spec;
    struct guest_fit given;
    struct error err = {0};
    assert_int_equal(fit("kvm-tuned", "0-3", 4, 127 << 20, journal, &spec, &given, NULL), 0);
    assert_left_out(&given, "kvm-tuned without host-pages=hugetlb: the guest's memory is no "
                            "multiple of 2 MiB");
    assert_int_equal(spec.features.level[GUEST_HOST_PAGES], HOST_PAGES_THP);
    guest_fit_release(&given, journal);
    assert_int_equal(
        fit("kvm+host-pages=hugetlb", "0-3", 4, 127 << 20, journal, &spec, &given, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, "host-pages=hugetlb cannot be given: the guest's memory is no "
                                  "multiple of 2 MiB");
    guest_fit_release(&given, journal);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void more_vcpus_than_cpus_are_not_pinned(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    struct guest_spec spec;
    struct guest_fit given;
    struct error err = {0};
    assert_int_equal(fit("kvm+pinning=on", "0-1", 4, 64 << 20, NULL, &spec, &given, &err), -1);
    assert_string_equal(err.text, "pinning=on cannot be given: 4 virtual CPUs share 2 CPUs");
    guest_fit_release(&given, NULL);
    assert_int_equal(fit("kvm-tuned+topology=none", "0-1", 4, 64 << 20, NULL, &spec, &given, &err),
                     0);
    assert_left_out(&given, "kvm-tuned without pinning=on: 4 virtual CPUs share 2 CPUs");
    assert_int_equal(spec.features.level[GUEST_PINNING], PINNING_OFF);
    guest_fit_release(&given, NULL);
}

static void huge_pages_that_the_host_forbids_are_4k(void **state) {
    (void)state;
    make_host("0", "always madvise [never]");
    struct journal *journal = open_journal();
    struct guest_spec spec;
    struct guest_fit given;
    assert_int_equal(fit("kvm", "0-3", 4, 64 << 20, journal, &spec, &given, NULL), 0);
    assert_left_out(&given, "kvm-tuned without host-pages=thp: "
                            "/sys/kernel/mm/transparent_hugepage/enabled is never");
    assert_int_equal(spec.features.level[GUEST_HOST_PAGES], HOST_PAGES_4K);
    guest_fit_release(&given, journal);
    assert_int_equal(journal_close(journal, NULL), 0);
}

static void emulated_threads_are_said_to_look_like_cores(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    for (int cpu = 0; cpu < 4; cpu++) {
        char path[128], core[16];
        snprintf(path, sizeof path, "sys/devices/system/cpu/cpu%d/topology/core_id", cpu);
        snprintf(core, sizeof core, "%d", cpu / 2);
        tree_write(path, core);
    }
    struct guest_spec spec;
    struct guest_fit given;
    assert_int_equal(fit("kvm-tuned", "0-3", 4, 64 << 20, NULL, &spec, &given, NULL), 0);
    assert_int_equal(given.layout.threads, 2);
    assert_left_out(&given, "kvm-tuned without threads in its topology: this CPU model shows them "
                            "as cores (no topoext)");
    guest_fit_release(&given, NULL);
}

/* A guest with a tap to the peer, on a host with vhost in its kernel or without. */
static int fit_tap(const char *name, struct guest_spec *spec, struct guest_fit *fit,
                   struct error *err) {
    struct features asked;
    *spec = (struct guest_spec){
        .accel = "tcg", .vcpus = 2, .memory = 64 << 20, .memory_nodes = "0", .tap = "tap"};
    assert_int_equal(features_parse(&guest_features, name, &asked, NULL), 0);
    assert_int_equal(cpulist_parse("0-3", &spec->cpus, NULL), 0);
    return guest_fit(&asked, scratch, spec, NULL, fit, err);
}

static void vhost_is_given_where_the_host_has_it(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    tree_write("dev/vhost-net", "");
    struct guest_spec spec;
    struct guest_fit given;
    assert_int_equal(fit_tap("kvm-tuned", &spec, &given, NULL), 0);
    assert_left_out(&given, "");
    assert_int_equal(spec.features.level[GUEST_VHOST], VHOST_ON);
    assert_int_equal(spec.features.level[GUEST_NET_QUEUES], NET_QUEUES_MULTI);
    guest_fit_release(&given, NULL);
    assert_int_equal(fit_tap("kvm+vhost=off", &spec, &given, NULL), 0);
    assert_int_equal(spec.features.level[GUEST_VHOST], VHOST_OFF);
    guest_fit_release(&given, NULL);
}

static void a_host_without_vhost_is_told_how_to_get_it(void **state) {
    (void)state;
    make_host("64", "always [madvise] never");
    unlink(scratch_path("dev/vhost-net"));
    struct guest_spec spec;
    struct guest_fit given;
    struct error err = {0};
    assert_int_equal(fit_tap("kvm-tuned", &spec, &given, NULL), 0);
    assert_left_out(&given, "kvm-tuned without vhost=on: /dev/vhost-net is missing "
                            "(modprobe vhost_net)");
    assert_int_equal(spec.features.level[GUEST_VHOST], VHOST_OFF);
    assert_int_equal(spec.features.level[GUEST_NET_QUEUES], NET_QUEUES_MULTI);
    guest_fit_release(&given, NULL);
    assert_int_equal(fit_tap("kvm+vhost=on", &spec, &given, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_string_equal(err.text, "vhost=on cannot be given: /dev/vhost-net is missing "
                                  "(modprobe vhost_net)");
    guest_fit_release(&given, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_that_has_all_gives_all),
        cmocka_unit_test(pages_are_reserved_and_given_back),
        cmocka_unit_test(odd_memory_gets_no_huge_pages),
        cmocka_unit_test(more_vcpus_than_cpus_are_not_pinned),
        cmocka_unit_test(huge_pages_that_the_host_forbids_are_4k),
        cmocka_unit_test(vhost_is_given_where_the_host_has_it),
        cmocka_unit_test(a_host_without_vhost_is_told_how_to_get_it),
        cmocka_unit_test(emulated_threads_are_said_to_look_like_cores),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
