/* attach.h - a disk that comes to a running guest and goes again (QEMU's QMP reference:
 * blockdev-add, device_add, device_del, DEVICE_DELETED). */
#ifndef VIRTAX_MEDIUM_ATTACH_H
#define VIRTAX_MEDIUM_ATTACH_H

#include "guest/guest.h"

/* The serial by which a guest finds the disk: /dev/disk/by-id/virtio-SERIAL. */
#define ATTACH_SERIAL "vtx-medium"

/* How a guest gets the medium. All zero: as untuned users do. */
struct attachment {
    unsigned queues; /* 0: as many as QEMU likes */
    bool io_thread;  /* an I/O thread of its own, instead of QEMU's main loop */
    bool io_uring;   /* aio=io_uring where this QEMU and the kernel have it, else native */
};

/* I/O thread, io_uring and queues as the guest's features have them for its own disk. */
struct attachment attachment_of(const struct guest_spec *spec);

/* The node below the guest's disk. Past the host's page cache (cache.direct), flushes obeyed. */
struct attach_source {
    const char *format; /* "raw" or "qcow2" */
    const char *driver; /* "host_device" or "file" */
    const char *path;
};

/* blockdev-add's arguments for a source. Pure. */
json_t *attach_node(const struct attach_source *source, const char *aio);

/* device_add's arguments. Pure. */
json_t *attach_device_arguments(const struct attachment *attachment);

/* Attaches a disk as a virtio-blk-pci device on the guest's free port (guest_spec.hotplug_port).
 * `aio` (of 16 bytes) takes the way that QEMU chose: "native" or "io_uring". What fails halfway
 * stays: detach. */
int attach_disk(struct guest *guest, const struct attach_source *source,
                const struct attachment *attachment, char *aio, struct error *err);

/* Removes whatever of a disk the guest has; waits until the guest has let go of the device
 * (DEVICE_DELETED), which a paused one never does. */
int detach_disk(struct guest *guest, struct error *err);

/* Mounts the disk in the guest on `directory`, which is made; waits for the device to appear, and
 * tells how the guest names it ("/dev/vdc"). */
int attach_mount(struct guest *guest, const char *directory, char *device, size_t size,
                 struct error *err);

/* Unmounts `directory` in the guest; nothing to do where nothing is mounted there. */
int attach_unmount(struct guest *guest, const char *directory, struct error *err);

#endif
