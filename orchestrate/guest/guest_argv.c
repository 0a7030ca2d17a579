/* guest_argv.c - QEMU's command line for `kvm`: what a user gets without tuning.
 *
 * Virtio devices, cache=none and QEMU's default CPU model under KVM. User-mode networking with
 * restrict=on: SSH from the host's loopback reaches the guest, and the guest reaches nothing. */
#include "guest_argv.h"

#include "guest.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#if defined __aarch64__
#define QEMU "qemu-system-aarch64"
#define MACHINE "virt"
#else
#define QEMU "qemu-system-x86_64"
#define MACHINE "q35"
#endif

const char *guest_qemu(void) {
    return QEMU;
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

static void add_accelerator(struct builder *builder, const struct guest_spec *spec) {
    add(builder, "-machine");
    add(builder, MACHINE);
    add(builder, "-accel");
    if (strcmp(spec->accel, "tcg") == 0) {
        add(builder, "tcg,thread=multi");
        add(builder, "-cpu");
        add(builder, "max");
    } else {
        add(builder, "%s", spec->accel);
    }
}

static void add_boot(struct builder *builder, const struct guest_image *image) {
    if (!image->kernel)
        return;
    add(builder, "-kernel");
    add(builder, "%s", image->kernel);
    if (image->initrd) {
        add(builder, "-initrd");
        add(builder, "%s", image->initrd);
    }
    if (image->append) {
        add(builder, "-append");
        add(builder, "%s", image->append);
    }
}

static void add_devices(struct builder *builder, const char *directory, int ssh_port) {
    add(builder, "-drive");
    add(builder, "if=none,id=disk,format=qcow2,cache=none,file=%s/" GUEST_OVERLAY, directory);
    add(builder, "-device");
    add(builder, "virtio-blk-pci,drive=disk");
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
    add(&builder, "-smp");
    add(&builder, "%u", spec->vcpus);
    add(&builder, "-m");
    add(&builder, "%" PRIu64 "M", spec->memory >> 20);
    add_boot(&builder, spec->image);
    add_devices(&builder, directory, ssh_port);
    return builder.argv;
}
