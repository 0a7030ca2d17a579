/* guest_argv.c - QEMU's command line, from what a user gets without tuning to all of the features.
 *
 * Virtio devices, cache=none and, untuned, QEMU's default CPU model. User-mode networking with
 * restrict=on: SSH from the host's loopback reaches the guest, and the guest reaches nothing. */
#include "guest_argv.h"

#include "base/argv.h"
#include "common/cleanup.h"
#include "common/cpulist.h"
#include "firmware.h"
#include "guest.h"

#include <inttypes.h>
#include <string.h>

#if defined __aarch64__
#define QEMU "qemu-system-aarch64"
#define MACHINE "virt"
#define DEFAULT_CPU_MODEL "max" /* without -cpu this machine has a 32-bit core */
#else
#define QEMU "qemu-system-x86_64"
#define MACHINE "q35"
#define DEFAULT_CPU_MODEL NULL
#endif

/* A name and its value. */
#define option(argv, name, ...) (argv_add(argv, name), argv_add(argv, __VA_ARGS__))

const char *guest_qemu(void) {
    return QEMU;
}

const char *guest_machine(void) {
    return MACHINE;
}

static bool has(const struct guest_spec *spec, enum guest_feature feature, int level) {
    return spec->features.level[feature] == level;
}

static bool shows_topology(const struct guest_spec *spec) {
    return has(spec, GUEST_TOPOLOGY, TOPOLOGY_HOST) && spec->layout && spec->layout->sockets;
}

static void add_accelerator(struct argv *argv, const struct guest_spec *spec) {
    bool emulated = strcmp(spec->accel, "tcg") == 0;
    bool own_backend = has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB) &&
                       !(shows_topology(spec) && spec->layout->cells);
    /* Without a screen SeaBIOS talks, and boot loaders through it, on the serial line. */
    bool bios = spec->image->firmware && strcmp(spec->image->firmware, "bios") == 0;
    option(argv, "-machine", "%s%s%s", MACHINE, bios ? ",graphics=off" : "",
           own_backend ? ",memory-backend=ram0" : "");
    option(argv, "-accel", "%s", emulated ? "tcg,thread=multi" : spec->accel);
    bool host = has(spec, GUEST_CPU_MODEL, CPU_MODEL_HOST);
    const char *model = !host ? DEFAULT_CPU_MODEL : emulated ? "max" : "host";
    if (!model)
        return;
    option(argv, "-cpu", "%s%s", model,
           host && !emulated && spec->host_cpu_flags ? spec->host_cpu_flags : "");
}

static void add_cpus(struct argv *argv, const struct guest_spec *spec) {
    const struct guest_layout *shape = spec->layout;
    argv_add(argv, "-smp");
    if (!shows_topology(spec))
        argv_add(argv, "%u", spec->vcpus);
    else if (shape->dies > 1)
        argv_add(argv, "%u,sockets=%u,dies=%u,cores=%u,threads=%u", spec->vcpus, shape->sockets,
                 shape->dies, shape->cores, shape->threads);
    else
        argv_add(argv, "%u,sockets=%u,cores=%u,threads=%u", spec->vcpus, shape->sockets,
                 shape->cores, shape->threads);
}

/* One memory backend; `cell` NULL: wherever QEMU's own policy puts it. */
static void add_backend(struct argv *argv, const struct guest_spec *spec, unsigned index,
                        uint64_t bytes, const struct guest_cell *cell) {
    bool huge = has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB);
    char binding[64] = "";
    if (cell)
        snprintf(binding, sizeof binding, ",host-nodes=%d,policy=bind", cell->node);
    option(argv, "-object", "memory-backend-%s,id=ram%u,size=%" PRIu64 "M%s%s",
           huge ? "memfd" : "ram", index, bytes >> 20,
           huge ? ",hugetlb=on,hugetlbsize=2M,prealloc=on" : "", binding);
}

/* "nodeid=0,cpus=0-3,cpus=8-11,memdev=ram0": QEMU takes one range for each "cpus". */
static void add_cell(struct argv *argv, unsigned index, const struct guest_cell *cell) {
    char list[CPULIST_TEXT], ranges[2 * CPULIST_TEXT] = "", *rest = list;
    cpulist_format(&cell->vcpus, list, sizeof list);
    for (size_t used = 0; rest && *rest && used < sizeof ranges;)
        used +=
            (size_t)snprintf(ranges + used, sizeof ranges - used, ",cpus=%s", strsep(&rest, ","));
    option(argv, "-numa", "node,nodeid=%u%s,memdev=ram%u", index, ranges, index);
}

static void add_memory(struct argv *argv, const struct guest_spec *spec) {
    option(argv, "-m", "%" PRIu64 "M", spec->memory >> 20);
    unsigned cells = shows_topology(spec) ? spec->layout->cells : 0;
    for (unsigned i = 0; i < cells; i++) {
        add_backend(argv, spec, i, spec->layout->cell[i].memory, &spec->layout->cell[i]);
        add_cell(argv, i, &spec->layout->cell[i]);
    }
    if (cells == 0 && has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB))
        add_backend(argv, spec, 0, spec->memory, NULL);
}

static void add_disk(struct argv *argv, const struct guest_spec *spec, const char *in_list) {
    bool io_thread = has(spec, GUEST_IO_THREADS, IO_THREADS_ON);
    char queues[32] = "";
    if (!has(spec, GUEST_QUEUES, QUEUES_DEFAULT))
        snprintf(queues, sizeof queues, ",num-queues=%u",
                 has(spec, GUEST_QUEUES, QUEUES_SINGLE) ? 1 : spec->vcpus);
    if (io_thread)
        option(argv, "-object", "iothread,id=io");
    option(argv, "-drive", "if=none,id=disk,format=qcow2,cache=none,file=%s/" GUEST_OVERLAY,
           in_list);
    option(argv, "-device", "virtio-blk-pci,drive=disk%s%s", io_thread ? ",iothread=io" : "",
           queues);
}

static void add_firmware(struct argv *argv, const char *in_list) {
    option(argv, "-drive", "if=pflash,unit=0,format=raw,readonly=on,file=%s", uefi_code());
    option(argv, "-drive", "if=pflash,unit=1,format=raw,file=%s/" GUEST_VARIABLES, in_list);
}

static void add_boot(struct argv *argv, const struct guest_image *image, const char *directory,
                     const char *in_list) {
    if (image->firmware && strcmp(image->firmware, "uefi") == 0)
        add_firmware(argv, in_list);
    if (!image->kernel)
        return;
    option(argv, "-kernel", "%s", image->kernel);
    if (image->initrd) {
        argv_add(argv, "-initrd");
        if (image->load_drivers)
            argv_add(argv, "%s/" GUEST_INITRD, directory);
        else
            argv_add(argv, "%s", image->initrd);
    }
    if (image->append)
        option(argv, "-append", "%s", image->append);
}

unsigned guest_net_queues(const struct guest_spec *spec) {
    return has(spec, GUEST_NET_QUEUES, NET_QUEUES_MULTI) ? spec->vcpus : 1;
}

/* As many queues as virtual CPUs; each has an interrupt each way, and there are two more
 * (virtio-net-pci's "vectors"). */
static void add_tap(struct argv *argv, const struct guest_spec *spec) {
    unsigned queues = guest_net_queues(spec);
    char host[32] = "", device[48] = "";
    if (queues > 1) {
        snprintf(host, sizeof host, ",queues=%u", queues);
        snprintf(device, sizeof device, ",mq=on,vectors=%u", 2 * queues + 2);
    }
    option(argv, "-netdev", "tap,id=lab,ifname=%s,script=no,downscript=no,vhost=%s%s", spec->tap,
           has(spec, GUEST_VHOST, VHOST_ON) ? "on" : "off", host);
    option(argv, "-device", "virtio-net-pci,netdev=lab,mac=" GUEST_TAP_MAC "%s", spec->tap_number,
           device);
}

/* Shared with other guests and never written. */
static void add_services(struct argv *argv, const char *image) {
    cleanup_free char *path = quote_doubled(image, ',');
    if (!path) {
        argv->is_short = true;
        return;
    }
    option(argv, "-drive", "if=none,id=services,format=raw,readonly=on,file=%s", path);
    option(argv, "-device", "virtio-blk-pci,drive=services,serial=" GUEST_SERVICES);
}

static void add_devices(struct argv *argv, const char *directory, const char *in_list,
                        int ssh_port) {
    option(argv, "-drive", "if=none,id=seed,format=raw,readonly=on,file=%s/" GUEST_SEED, in_list);
    option(argv, "-device", "virtio-blk-pci,drive=seed");
    option(argv, "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-10.0.2.15:22",
           ssh_port);
    option(argv, "-device", "virtio-net-pci,netdev=net,mac=" GUEST_MAC);
    /* Without a source of random numbers a fresh guest may wait for entropy. */
    option(argv, "-object", "rng-random,id=entropy,filename=/dev/urandom");
    option(argv, "-device", "virtio-rng-pci,rng=entropy");
    option(argv, "-serial", "file:%s/" GUEST_CONSOLE, directory);
    option(argv, "-qmp", "unix:%s/" GUEST_QMP ",server=on,wait=off", in_list);
}

char **guest_argv(const struct guest_spec *spec, const char *directory, int ssh_port) {
    struct argv argv = {0};
    cleanup_free char *in_list = quote_doubled(directory, ',');
    if (!in_list)
        return NULL;
    argv_add_words(&argv, guest_qemu(), "-nodefaults", "-no-user-config", "-display", "none");
    /* A guest that panics reboots, and so ends at once instead of at the timeout. */
    argv_add(&argv, "-no-reboot");
    add_accelerator(&argv, spec);
    /* QEMU starts stopped, since virtual CPUs run only once they are pinned. */
    if (has(spec, GUEST_PINNING, PINNING_ON))
        argv_add(&argv, "-S");
    add_cpus(&argv, spec);
    add_memory(&argv, spec);
    add_boot(&argv, spec->image, directory, in_list);
    add_disk(&argv, spec, in_list);
    add_devices(&argv, directory, in_list, ssh_port);
    if (spec->service_root)
        add_services(&argv, spec->service_root);
    if (spec->tap)
        add_tap(&argv, spec);
    if (spec->hotplug_port)
        option(&argv, "-device", "pcie-root-port,id=" GUEST_HOTPLUG_PORT ",chassis=1,slot=1");
    return argv.word;
}
