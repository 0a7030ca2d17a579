/* guest_initrd.h - the host's own initrd, made to load what a guest needs. */
#ifndef VIRTAX_GUEST_INITRD_H
#define VIRTAX_GUEST_INITRD_H

#include "common/error.h"

/* The guest's root has no modules for the host's kernel, so that all must be loaded before the
 * initrd hands over. Writes to `to` the initrd `from`, and after it a cpio archive (Linux
 * Documentation/driver-api/early-userspace/buffer-format.rst) with /conf/modules, the list that
 * Debian's initramfs-tools(7) loads. dracut takes GUEST_DRACUT_DRIVERS on the command line. */
int guest_initrd_make(const char *from, const char *to, struct error *err);

#define GUEST_DRACUT_DRIVERS "rd.driver.pre=virtio_pci,virtio_blk,virtio_net,virtio_rng,ext4,isofs"

#endif
