/* emulation.h - is this machine itself emulated, instruction by instruction?
 *
 * Whatever is measured on such a machine, also natively, says what the emulator costs. */
#ifndef VIRTAX_EMULATION_H
#define VIRTAX_EMULATION_H

#include <stdbool.h>

/* Is this machine one that QEMU's TCG emulates? Told by the hypervisor's signature in CPUID
 * (target/i386/cpu.c of QEMU, leaf 0x40000000), and by machine_emulated_of. False where it cannot
 * be seen. */
bool machine_emulated(void);

/* The same, by the /proc/cpuinfo below `root` alone: an x86 processor that names itself so, or an
 * Arm one whose implementer is 0, which Arm reserves for software (Architecture Reference Manual,
 * MIDR_EL1) and QEMU's model "max" has. */
bool machine_emulated_of(const char *root);

#endif
