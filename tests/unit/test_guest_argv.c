/* test_guest_argv.c - the command line of QEMU: golden for the untuned and the tuned guest,
 * emulated and not, on one and on both sockets of an archived machine, and what else changes it. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "guest/guest.h"
#include "guest/guest_argv.h"
#include "lab/lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct guest_image image = {.disk = (char[]){"/i/disk.img"},
                                   .format = (char[]){"raw"},
                                   .kernel = (char[]){"/i/vmlinuz"},
                                   .initrd = (char[]){"/i/initrd.img"},
                                   .append = (char[]){"root=/dev/vda"}};

static char *joined(const struct guest_spec *spec, const char *directory) {
    char **argv = guest_argv(spec, directory, 2222);
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

#define HEAD "qemu-system-x86_64\n-nodefaults\n-no-user-config\n-display\nnone\n-no-reboot\n"
#define BOOT "-kernel\n/i/vmlinuz\n-initrd\n/i/initrd.img\n-append\nroot=/dev/vda\n"
#define DISK "-drive\nif=none,id=disk,format=qcow2,cache=none,file=/run/v/g/overlay.qcow2\n"
#define TAIL                                                                                       \
    "-drive\nif=none,id=seed,format=raw,readonly=on,file=/run/v/g/seed.iso\n"                      \
    "-device\nvirtio-blk-pci,drive=seed\n"                                                         \
    "-netdev\nuser,id=net,restrict=on,hostfwd=tcp:127.0.0.1:2222-10.0.2.15:22\n"                   \
    "-device\nvirtio-net-pci,netdev=net,mac=52:54:00:76:74:78\n"                                   \
    "-object\nrng-random,id=entropy,filename=/dev/urandom\n"                                       \
    "-device\nvirtio-rng-pci,rng=entropy\n"                                                        \
    "-serial\nfile:/run/v/g/console\n-qmp\nunix:/run/v/g/qmp,server=on,wait=off\n"

/* On the archived machine of two sockets with eight cores and sixteen threads each. */
static void assert_golden(const char *name, const char *accel, const char *mask, const char *nodes,
                          unsigned vcpus, const char *expected) {
#ifndef __x86_64__
    skip();
#endif
    struct topology topology;
    struct guest_layout layout;
    struct cpu_set cpus, memory;
    assert_int_equal(topology_read("tests/unit/data/sys-2socket", &topology, NULL), 0);
    assert_int_equal(cpulist_parse(mask, &cpus, NULL), 0);
    assert_int_equal(cpulist_parse(nodes, &memory, NULL), 0);
    struct guest_spec spec = {
        .image = &image, .accel = accel, .vcpus = vcpus, .memory = 1UL << 30, .layout = &layout};
    guest_layout_make(&topology, &cpus, &memory, vcpus, spec.memory, &layout);
    assert_int_equal(features_parse(&guest_features, name, &spec.features, NULL), 0);
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_string_equal(text, expected);
}

static void untuned_guests_are_told_nothing_of_the_host(void **state) {
    (void)state;
    assert_golden("kvm", "tcg", "0-7,16-23", "0", 16,
                  HEAD "-machine\nq35\n-accel\ntcg,thread=multi\n-smp\n16\n-m\n1024M\n" BOOT DISK
                       "-device\nvirtio-blk-pci,drive=disk\n" TAIL);
    assert_golden("kvm", "kvm", "0-31", "0-1", 32,
                  HEAD "-machine\nq35\n-accel\nkvm\n-smp\n32\n-m\n1024M\n" BOOT DISK
                       "-device\nvirtio-blk-pci,drive=disk\n" TAIL);
}

/* A comma ends a value of an option, unless it is there twice; "file:" takes all that follows. */
static void commas_in_paths_end_no_value(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/a,b");
    assert_non_null(strstr(text, ",file=/run/a,,b/overlay.qcow2\n"));
    assert_non_null(strstr(text, ",file=/run/a,,b/seed.iso\n"));
    assert_non_null(strstr(text, "-qmp\nunix:/run/a,,b/qmp,server=on"));
    assert_non_null(strstr(text, "-serial\nfile:/run/a,b/console\n"));
}

static void a_tuned_guest_on_one_socket(void **state) {
    (void)state;
    assert_golden("kvm-tuned", "kvm", "0-7,16-23", "0", 16,
                  HEAD "-machine\nq35,memory-backend=ram0\n-accel\nkvm\n-cpu\nhost\n-S\n"
                       "-smp\n16,sockets=1,cores=8,threads=2\n-m\n1024M\n"
                       "-object\nmemory-backend-memfd,id=ram0,size=1024M,hugetlb=on,"
                       "hugetlbsize=2M,prealloc=on\n" BOOT "-object\niothread,id=io\n" DISK
                       "-device\nvirtio-blk-pci,drive=disk,iothread=io,num-queues=16\n" TAIL);
}

#define CELL(index, vcpus)                                                                         \
    "-object\nmemory-backend-memfd,id=ram" index ",size=512M,hugetlb=on,hugetlbsize=2M,"           \
    "prealloc=on,host-nodes=" index ",policy=bind\n-numa\nnode,nodeid=" index ",cpus=" vcpus       \
    ",memdev=ram" index "\n"

static void a_tuned_guest_on_two_sockets(void **state) {
    (void)state;
    static const char *const accels[][2] = {{"kvm", "kvm\n-cpu\nhost"},
                                            {"tcg", "tcg,thread=multi\n-cpu\nmax"}};
    for (int i = 0; i < 2; i++) {
        cleanup_free char *expected = NULL;
        assert_true(asprintf(&expected,
                             HEAD "-machine\nq35\n-accel\n%s\n-S\n"
                                  "-smp\n32,sockets=2,cores=8,threads=2\n-m\n1024M\n" CELL(
                                      "0", "0-15") CELL("1", "16-31") BOOT
                             "-object\niothread,id=io\n" DISK
                             "-device\nvirtio-blk-pci,drive=disk,iothread=io,"
                             "num-queues=32\n" TAIL,
                             accels[i][1]) > 0);
        assert_golden("kvm-tuned", accels[i][0], "0-31", "0-1", 32, expected);
    }
}

static void nodes_without_huge_pages_have_plain_memory(void **state) {
    (void)state;
    assert_golden("kvm+topology=host+queues=single", "kvm", "0-1,8-9", "0-1", 4,
                  HEAD "-machine\nq35\n-accel\nkvm\n-smp\n4,sockets=2,cores=2,threads=1\n-m\n"
                       "1024M\n-object\nmemory-backend-ram,id=ram0,size=512M,host-nodes=0,"
                       "policy=bind\n-numa\nnode,nodeid=0,cpus=0-1,memdev=ram0\n"
                       "-object\nmemory-backend-ram,id=ram1,size=512M,host-nodes=1,policy=bind\n"
                       "-numa\nnode,nodeid=1,cpus=2-3,memdev=ram1\n" BOOT DISK
                       "-device\nvirtio-blk-pci,drive=disk,num-queues=1\n" TAIL);
}

static void huge_pages_alone_leave_the_nodes_to_the_policy(void **state) {
    (void)state;
    assert_golden("kvm+host-pages=hugetlb", "kvm", "0-31", "0-1", 32,
                  HEAD "-machine\nq35,memory-backend=ram0\n-accel\nkvm\n-smp\n32\n-m\n1024M\n"
                       "-object\nmemory-backend-memfd,id=ram0,size=1024M,hugetlb=on,"
                       "hugetlbsize=2M,prealloc=on\n" BOOT DISK
                       "-device\nvirtio-blk-pci,drive=disk\n" TAIL);
}

static void host_cpu_flags_are_for_the_host_model_alone(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image,
                              .accel = "kvm",
                              .vcpus = 1,
                              .memory = 512UL << 20,
                              .host_cpu_flags = ",topoext=on"};
    spec.features.level[GUEST_CPU_MODEL] = CPU_MODEL_HOST;
    cleanup_free char *host = joined(&spec, "/run/v/g");
    assert_non_null(strstr(host, "-cpu\nhost,topoext=on\n"));
    spec.accel = "tcg";
    cleanup_free char *emulated = joined(&spec, "/run/v/g");
    assert_non_null(strstr(emulated, "-cpu\nmax\n"));
}

static void an_image_without_a_kernel_boots_by_its_own_loader(void **state) {
    (void)state;
    struct guest_image foreign = {.disk = (char[]){"/f/cloud.qcow2"}, .format = (char[]){"qcow2"}};
    struct guest_spec spec = {.image = &foreign, .accel = "tcg", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_null(strstr(text, "-kernel"));
    assert_null(strstr(text, "-initrd"));
    assert_null(strstr(text, "-append"));
}

static void a_bios_image_talks_on_the_serial_line(void **state) {
    (void)state;
#ifdef __x86_64__
    struct guest_image foreign = {
        .disk = (char[]){"/f/d.img"}, .format = (char[]){"raw"}, .firmware = "bios"};
    struct guest_spec spec = {.image = &foreign, .accel = "tcg", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_non_null(strstr(text, "-machine\nq35,graphics=off\n"));
    assert_null(strstr(text, "pflash"));
#else
    skip();
#endif
}

static void a_uefi_image_gets_firmware_with_variables_of_its_own(void **state) {
    (void)state;
    struct guest_image foreign = {
        .disk = (char[]){"/f/d.img"}, .format = (char[]){"raw"}, .firmware = "uefi"};
    struct guest_spec spec = {.image = &foreign, .accel = "tcg", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_non_null(
        strstr(text, "-drive\nif=pflash,unit=0,format=raw,readonly=on,file=/usr/share/"));
    assert_non_null(
        strstr(text, "-drive\nif=pflash,unit=1,format=raw,file=/run/v/g/uefi-variables\n"));
}

static void the_hosts_initrd_is_the_boots_own_copy(void **state) {
    (void)state;
    struct guest_image hosts = image;
    hosts.load_drivers = true;
    struct guest_spec spec = {.image = &hosts, .accel = "tcg", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_non_null(strstr(text, "-initrd\n/run/v/g/initrd\n"));
}

static void nothing_listens_beyond_loopback(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *text = joined(&spec, "/run/v/g");
    assert_non_null(strstr(text, "restrict=on"));
    const char *forward = strstr(text, "hostfwd=");
    assert_non_null(forward);
    assert_int_equal(strncmp(forward, "hostfwd=tcp:127.0.0.1:", 22), 0);
    assert_null(strstr(forward + 1, "hostfwd="));
}

/* What comes last: the card to the peer. */
static char *joined_to_peer(const char *name, unsigned vcpus, unsigned tap) {
    char interface[32];
    struct guest_spec spec = {.image = &image,
                              .accel = "tcg",
                              .vcpus = vcpus,
                              .memory = 1UL << 30,
                              .tap = interface,
                              .tap_number = tap};
    snprintf(interface, sizeof interface, "vtx-1-t%u", tap);
    assert_int_equal(features_parse(&guest_features, name, &spec.features, NULL), 0);
    cleanup_free char *text = joined(&spec, "/run/v/g");
    const char *rest = strstr(text, "qmp,server=on,wait=off\n");
    assert_non_null(rest);
    return strdup(strchr(rest, '\n') + 1);
}

#define TAP(number, vhost)                                                                         \
    "-netdev\ntap,id=lab,ifname=vtx-1-t" number ",script=no,downscript=no,vhost=" vhost
#define CARD(number) "-device\nvirtio-net-pci,netdev=lab,mac=52:54:00:76:75:" number

/* Queues: one each way for each virtual CPU, and two interrupts beside theirs. */
static void the_peer_is_on_a_tap(void **state) {
    (void)state;
    static const struct {
        const char *name;
        unsigned vcpus, tap;
        const char *expected;
    } cases[] = {
        {"kvm", 4, 0, TAP("0", "on") "\n" CARD("00") "\n"},
        {"kvm+vhost=off", 4, 1, TAP("1", "off") "\n" CARD("01") "\n"},
        {"kvm-tuned", 4, 31, TAP("31", "on") ",queues=4\n" CARD("1f") ",mq=on,vectors=10\n"},
        {"kvm-tuned", 1, 2, TAP("2", "on") "\n" CARD("02") "\n"},
        {"kvm+net-queues=multi+vhost=off", 2, 3,
         TAP("3", "off") ",queues=2\n" CARD("03") ",mq=on,vectors=6\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_free char *text = joined_to_peer(cases[i].name, cases[i].vcpus, cases[i].tap);
        assert_string_equal(text, cases[i].expected);
    }
}

static const char *card(const char *text) {
    const char *mac = strstr(text, "netdev=lab,mac=");
    assert_non_null(mac);
    return mac + 15;
}

/* Or each would take the other's frames; nor is it that of the card for SSH. */
static void guests_on_one_bridge_have_addresses_of_their_own(void **state) {
    (void)state;
    char *text[LAB_TAPS_MAX];
    for (unsigned i = 0; i < LAB_TAPS_MAX; i++) {
        text[i] = joined_to_peer("kvm", 1, i);
        assert_int_not_equal(strncmp(card(text[i]), GUEST_MAC, strlen(GUEST_MAC)), 0);
        for (unsigned other = 0; other < i; other++)
            assert_int_not_equal(strncmp(card(text[i]), card(text[other]), 17), 0);
    }
    for (unsigned i = 0; i < LAB_TAPS_MAX; i++)
        free(text[i]);
}

static void a_port_for_a_medium_is_all_that_it_adds(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *without = joined(&spec, "/run/v/g"), *expected = NULL;
    spec.hotplug_port = true;
    cleanup_free char *with = joined(&spec, "/run/v/g");
    assert_true(asprintf(&expected, "%s-device\npcie-root-port,id=free-port,chassis=1,slot=1\n",
                         without) > 0);
    assert_string_equal(with, expected);
}

static void services_are_a_disk_that_is_only_read(void **state) {
    (void)state;
    struct guest_spec spec = {.image = &image, .accel = "kvm", .vcpus = 1, .memory = 1UL << 30};
    cleanup_free char *without = joined(&spec, "/run/v/g"), *expected = NULL;
    spec.service_root = "/a,b/root.img";
    cleanup_free char *with = joined(&spec, "/run/v/g");
    assert_true(
        asprintf(&expected,
                 "%s-drive\nif=none,id=services,format=raw,readonly=on,file=/a,,b/root.img\n"
                 "-device\nvirtio-blk-pci,drive=services,serial=virtax-services\n",
                 without) > 0);
    assert_string_equal(with, expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(services_are_a_disk_that_is_only_read),
        cmocka_unit_test(untuned_guests_are_told_nothing_of_the_host),
        cmocka_unit_test(commas_in_paths_end_no_value),
        cmocka_unit_test(a_tuned_guest_on_one_socket),
        cmocka_unit_test(a_tuned_guest_on_two_sockets),
        cmocka_unit_test(nodes_without_huge_pages_have_plain_memory),
        cmocka_unit_test(huge_pages_alone_leave_the_nodes_to_the_policy),
        cmocka_unit_test(host_cpu_flags_are_for_the_host_model_alone),
        cmocka_unit_test(an_image_without_a_kernel_boots_by_its_own_loader),
        cmocka_unit_test(a_bios_image_talks_on_the_serial_line),
        cmocka_unit_test(a_uefi_image_gets_firmware_with_variables_of_its_own),
        cmocka_unit_test(the_hosts_initrd_is_the_boots_own_copy),
        cmocka_unit_test(a_port_for_a_medium_is_all_that_it_adds),
        cmocka_unit_test(nothing_listens_beyond_loopback),
        cmocka_unit_test(the_peer_is_on_a_tap),
        cmocka_unit_test(guests_on_one_bridge_have_addresses_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
