/* isa.h - the vector instructions that processor and operating system really offer, at run time:
 * one static binary must be fast on every machine and in every guest. */
#ifndef VIRTAX_ISA_H
#define VIRTAX_ISA_H

#include <stdbool.h>

/* In ascending order of preference. */
enum isa { ISA_GENERIC, ISA_SSE2, ISA_AVX2, ISA_AVX512, ISA_COUNT };

/* The names in the order of the enumeration, terminated by NULL: "generic", "sse2", "avx2",
 * "avx512". */
extern const char *const isa_names[];

/* Does the CPU have it, and does the system save its registers (XCR0)? */
bool isa_supported(enum isa isa);

/* The highest that is supported. */
enum isa isa_best(void);

#endif
