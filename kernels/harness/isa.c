/* isa.c - asks the compiler's CPU probe, which checks XCR0 as well as CPUID. */
#include "isa.h"

#include <stddef.h>

const char *const isa_names[] = {"generic", "sse2", "avx2", "avx512", NULL};

bool isa_supported(enum isa isa) {
#ifdef __x86_64__
    /* The compiler's own probe checks XCR0 as well as CPUID. */
    __builtin_cpu_init();
    switch (isa) {
    case ISA_SSE2:
        return __builtin_cpu_supports("sse2");
    case ISA_AVX2:
        return __builtin_cpu_supports("avx2");
    case ISA_AVX512:
        return __builtin_cpu_supports("avx512f");
    default:
        break;
    }
#endif
    return isa == ISA_GENERIC;
}

enum isa isa_best(void) {
    enum isa best = ISA_GENERIC;
    for (enum isa isa = ISA_GENERIC; isa < ISA_COUNT; isa++) {
        if (isa_supported(isa))
            best = isa;
    }
    return best;
}
