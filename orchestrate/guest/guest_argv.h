/* guest_argv.h - the names that a boot's files have in its directory, for those who make them. */
#ifndef VIRTAX_GUEST_ARGV_H
#define VIRTAX_GUEST_ARGV_H

#define GUEST_OVERLAY "overlay.qcow2"
#define GUEST_SEED "seed.iso"
#define GUEST_SERVICES "virtax-services" /* serial number of the disk with the services' root */
#define GUEST_CONSOLE "console"
#define GUEST_QMP "qmp"
#define GUEST_LOG "qemu.log"
#define GUEST_CONNECTION "ssh"           /* the socket of the one that is kept */
#define GUEST_VARIABLES "uefi-variables" /* where the image boots by UEFI */
#define GUEST_INITRD "initrd"            /* where the initrd is the host's */

/* The address by which the seed's network configuration finds the guest's network card. */
#define GUEST_MAC "52:54:00:76:74:78"
/* Addresses of the cards to the peer: guests on one bridge must differ. */
#define GUEST_TAP_MAC "52:54:00:76:75:%02x"

/* The port that takes a device while the guest runs: the machines' own slots do not
 * (docs/pcie.txt of QEMU). */
#define GUEST_HOTPLUG_PORT "free-port"

/* QEMU's system emulator for this machine's architecture. */
const char *guest_qemu(void);

/* The machine type that QEMU emulates, without options. */
const char *guest_machine(void);

struct guest_spec;

/* Queues of the network to the peer: 1, or one for each virtual CPU. */
unsigned guest_net_queues(const struct guest_spec *spec);

#endif
