/* guest_argv.c - QEMU's command line, from what a user gets without tuning to all of the features.
 *
 * Virtio devices, cache=none and, untuned, QEMU's default CPU model. User-mode networking with
 * restrict=on: SSH from the host's loopback reaches the guest, and the guest reaches nothing. */
#include "guest_argv.h"

#include "common/cpulist.h"
#include "guest.h"
#include "guest_firmware.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#if defined __aarch64__
#define QEMU "qemu-system-aarch64"
#define MACHINE "virt"
#define DEFAULT_CPU_MODEL "max" /* without -cpu it is a 32-bit core */
#else
#define QEMU "qemu-system-x86_64"
#define MACHINE "q35"
#define DEFAULT_CPU_MODEL NULL
#endif

const char *guest_qemu(void) {
    return QEMU;
}

const char *guest_machine(void) {
    return MACHINE;
}

struct builder {
    char **argv; /* NULL once memory ran out */
    size_t count;
};

static void add(struct builder *builder, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void add(struct builder *builder, const char *format, ...) {
    char *word = NULL;
    va_list args;
    va_start(args, format);
    int length = builder->argv ? vasprintf(&word, format, args) : -1;
    va_end(args);
    char **grown = NULL;
    if (length >= 0)
        grown = realloc(builder->argv, (builder->count + 2) * sizeof *grown);
    if (!grown) {
        if (length >= 0)
            free(word);
        argv_free(builder->argv);
        builder->argv = NULL;
        return;
    }
    grown[builder->count++] = word;
    grown[builder->count] = NULL;
    builder->argv = grown;
}

static bool has(const struct guest_spec *spec, enum guest_feature feature, int level) {
    return spec->features.level[feature] == level;
}

static bool shows_topology(const struct guest_spec *spec) {
    return has(spec, GUEST_TOPOLOGY, TOPOLOGY_HOST) && spec->layout && spec->layout->sockets;
}

static void add_accelerator(struct builder *builder, const struct guest_spec *spec) {
    bool emulated = strcmp(spec->accel, "tcg") == 0;
    bool own_backend = has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB) &&
                       !(shows_topology(spec) && spec->layout->cells);
    /* Without a screen SeaBIOS talks, and boot loaders through it, on the serial line. */
    bool bios = spec->image->firmware && strcmp(spec->image->firmware, "bios") == 0;
    add(builder, "-machine");
    add(builder, "%s%s%s", MACHINE, bios ? ",graphics=off" : "",
        own_backend ? ",memory-backend=ram0" : "");
    add(builder, "-accel");
    add(builder, "%s", emulated ? "tcg,thread=multi" : spec->accel);
    bool host = has(spec, GUEST_CPU_MODEL, CPU_MODEL_HOST);
    const char *model = !host ? DEFAULT_CPU_MODEL : emulated ? "max" : "host";
    if (!model)
        return;
    add(builder, "-cpu");
    add(builder, "%s%s", model,
        host && !emulated && spec->host_cpu_flags ? spec->host_cpu_flags : "");
}

static void add_cpus(struct builder *builder, const struct guest_spec *spec) {
    const struct guest_layout *shape = spec->layout;
    add(builder, "-smp");
    if (!shows_topology(spec))
        add(builder, "%u", spec->vcpus);
    else if (shape->dies > 1)
        add(builder, "%u,sockets=%u,dies=%u,cores=%u,threads=%u", spec->vcpus, shape->sockets,
            shape->dies, shape->cores, shape->threads);
    else
        add(builder, "%u,sockets=%u,cores=%u,threads=%u", spec->vcpus, shape->sockets, shape->cores,
            shape->threads);
}

/* One memory backend; `cell` NULL: wherever QEMU's own policy puts it. */
static void add_backend(struct builder *builder, const struct guest_spec *spec, unsigned index,
                        uint64_t bytes, const struct guest_cell *cell) {
    bool huge = has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB);
    char binding[64] = "";
    if (cell)
        snprintf(binding, sizeof binding, ",host-nodes=%d,policy=bind", cell->node);
    add(builder, "-object");
    add(builder, "memory-backend-%s,id=ram%u,size=%" PRIu64 "M%s%s", huge ? "memfd" : "ram", index,
        bytes >> 20, huge ? ",hugetlb=on,hugetlbsize=2M,prealloc=on" : "", binding);
}

/* "nodeid=0,cpus=0-3,cpus=8-11,memdev=ram0": QEMU takes one range for each "cpus". */
static void add_cell(struct builder *builder, unsigned index, const struct guest_cell *cell) {
    char list[4096], ranges[8192] = "", *rest = list;
    cpulist_format(&cell->vcpus, list, sizeof list);
    for (size_t used = 0; rest && *rest && used < sizeof ranges;)
        used +=
            (size_t)snprintf(ranges + used, sizeof ranges - used, ",cpus=%s", strsep(&rest, ","));
    add(builder, "-numa");
    add(builder, "node,nodeid=%u%s,memdev=ram%u", index, ranges, index);
}

static void add_memory(struct builder *builder, const struct guest_spec *spec) {
    add(builder, "-m");
    add(builder, "%" PRIu64 "M", spec->memory >> 20);
    unsigned cells = shows_topology(spec) ? spec->layout->cells : 0;
    for (unsigned i = 0; i < cells; i++) {
        add_backend(builder, spec, i, spec->layout->cell[i].memory, &spec->layout->cell[i]);
        add_cell(builder, i, &spec->layout->cell[i]);
    }
    if (cells == 0 && has(spec, GUEST_HOST_PAGES, HOST_PAGES_HUGETLB))
        add_backend(builder, spec, 0, spec->memory, NULL);
}

static void add_disk(struct builder *builder, const struct guest_spec *spec,
                     const char *directory) {
    bool io_thread = has(spec, GUEST_IO_THREADS, IO_THREADS_ON);
    char queues[32] = "";
    if (!has(spec, GUEST_QUEUES, QUEUES_DEFAULT))
        snprintf(queues, sizeof queues, ",num-queues=%u",
                 has(spec, GUEST_QUEUES, QUEUES_SINGLE) ? 1 : spec->vcpus);
    if (io_thread) {
        add(builder, "-object");
        add(builder, "iothread,id=io");
    }
    add(builder, "-drive");
    add(builder, "if=none,id=disk,format=qcow2,cache=none,file=%s/" GUEST_OVERLAY, directory);
    add(builder, "-device");
    add(builder, "virtio-blk-pci,drive=disk%s%s", io_thread ? ",iothread=io" : "", queues);
}

static void add_firmware(struct builder *builder, const char *directory) {
    add(builder, "-drive");
    add(builder, "if=pflash,unit=0,format=raw,readonly=on,file=%s", uefi_code());
    add(builder, "-drive");
    add(builder, "if=pflash,unit=1,format=raw,file=%s/" GUEST_VARIABLES, directory);
}

static void add_boot(struct builder *builder, const struct guest_image *image,
                     const char *directory) {
    if (image->firmware && strcmp(image->firmware, "uefi") == 0)
        add_firmware(builder, directory);
    if (!image->kernel)
        return;
    add(builder, "-kernel");
    add(builder, "%s", image->kernel);
    if (image->initrd) {
        add(builder, "-initrd");
        if (image->load_drivers)
            add(builder, "%s/" GUEST_INITRD, directory);
        else
            add(builder, "%s", image->initrd);
    }
    if (image->append) {
        add(builder, "-append");
        add(builder, "%s", image->append);
    }
}

unsigned guest_net_queues(const struct guest_spec *spec) {
    return has(spec, GUEST_NET_QUEUES, NET_QUEUES_MULTI) ? spec->vcpus : 1;
}

/* As many queues as virtual CPUs; each has an interrupt each way, and there are two more
 * (virtio-net-pci's "vectors"). */
static void add_tap(struct builder *builder, const struct guest_spec *spec) {
    unsigned queues = guest_net_queues(spec);
    char host[32] = "", device[48] = "";
    if (queues > 1) {
        snprintf(host, sizeof host, ",queues=%u", queues);
        snprintf(device, sizeof device, ",mq=on,vectors=%u", 2 * queues + 2);
    }
    add(builder, "-netdev");
    add(builder, "tap,id=lab,ifname=%s,script=no,downscript=no,vhost=%s%s", spec->tap,
        has(spec, GUEST_VHOST, VHOST_ON) ? "on" : "off", host);
    add(builder, "-device");
    add(builder, "virtio-net-pci,netdev=lab,mac=" GUEST_TAP_MAC "%s", spec->tap_number, device);
}

static void add_devices(struct builder *builder, const char *directory, int ssh_port) {
    add(builder, "-drive");
    add(builder, "if=none,id=seed,format=raw,readonly=on,file=%s/" GUEST_SEED, directory);
    add(builder, "-device");
    add(builder, "virtio-blk-pci,drive=seed");
    add(builder, "-netdev");
    add(builder, "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-10.0.2.15:22", ssh_port);
    add(builder, "-device");
    add(builder, "virtio-net-pci,netdev=net,mac=" GUEST_MAC);
    /* Without it a fresh guest may wait for entropy. */
    add(builder, "-object");
    add(builder, "rng-random,id=entropy,filename=/dev/urandom");
    add(builder, "-device");
    add(builder, "virtio-rng-pci,rng=entropy");
    add(builder, "-serial");
    add(builder, "file:%s/" GUEST_CONSOLE, directory);
    add(builder, "-qmp");
    add(builder, "unix:%s/" GUEST_QMP ",server=on,wait=off", directory);
}

char **guest_argv(const struct guest_spec *spec, const char *directory, int ssh_port) {
    struct builder builder = {.argv = calloc(1, sizeof(char *))};
    add(&builder, "%s", guest_qemu());
    add(&builder, "-nodefaults");
    add(&builder, "-no-user-config");
    add(&builder, "-display");
    add(&builder, "none");
    /* A guest that panics reboots, and so ends at once instead of at the timeout. */
    add(&builder, "-no-reboot");
    add_accelerator(&builder, spec);
    /* Its virtual CPUs run once they are pinned. */
    if (has(spec, GUEST_PINNING, PINNING_ON))
        add(&builder, "-S");
    add_cpus(&builder, spec);
    add_memory(&builder, spec);
    add_boot(&builder, spec->image, directory);
    add_disk(&builder, spec, directory);
    add_devices(&builder, directory, ssh_port);
    if (spec->tap)
        add_tap(&builder, spec);
    if (spec->hotplug_port) {
        add(&builder, "-device");
        add(&builder, "pcie-root-port,id=" GUEST_HOTPLUG_PORT ",chassis=1,slot=1");
    }
    return builder.argv;
}
