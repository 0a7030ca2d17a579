/* host_kernel.h - this host's own kernel image and initrd, for guests that run the very same
 * kernel.
 */
#ifndef VIRTAX_HOST_KERNEL_H
#define VIRTAX_HOST_KERNEL_H

#include "common/error.h"

#include <stdbool.h>

struct host_kernel {
    char *kernel;
    char *initrd; /* NULL where every driver that a guest needs is built in */
};

/* Finds the image of kernel `release` below `root` ("" for this machine) where distributions put it
 * (/boot, /lib/modules/RELEASE), and tells from its configuration (/boot/config-RELEASE,
 * /proc/config.gz) or from modules.builtin and modules.dep (modprobe(8)) whether it can drive a
 * guest: virtio PCI, disk and network, ext4, and ISO 9660 for the seed. Drivers that are modules
 * need an initrd: the host's own, unless `has_initrd` (the user names one).
 * STATUS_UNAVAILABLE with cause and mend where it is not possible. Free in every case. */
int host_kernel_find(const char *root, const char *release, bool has_initrd,
                     struct host_kernel *found, struct error *err);
void host_kernel_free(struct host_kernel *found);

/* The guest's root has no modules for the host's kernel, so that all must be loaded before the
 * initrd hands over. Writes to `to` the initrd `from`, and after it a cpio archive (Linux
 * Documentation/driver-api/early-userspace/buffer-format.rst) with /conf/modules, the list that
 * Debian's initramfs-tools(7) loads. dracut takes GUEST_DRACUT_DRIVERS on the command line. */
int guest_initrd_make(const char *from, const char *to, struct error *err);

#define GUEST_DRACUT_DRIVERS "rd.driver.pre=virtio_pci,virtio_blk,virtio_net,virtio_rng,ext4,isofs"

#endif
