/* blas_core.c - compares the instructions of each OpenBLAS core with this CPU's, and switches
 * cores. */
#include "blas_core.h"

#include "openblas.h"

#include <stdlib.h>
#include <strings.h>

/* The kernels are compiled for, or written in, such instructions; OpenBLAS does not check a core
 * that it is told to use and would end in SIGILL. */
enum need { SSE3, SSSE3, SSE4_1, SSE4_2, AMD_3DNOW, SSE4A, AVX, FMA4, AVX2, AVX512, BF16, AMX };

#ifdef __x86_64__
#define CORES(CORE)                                                                                \
    CORE(Prescott, SSE3)                                                                           \
    CORE(Core2, SSSE3)                                                                             \
    CORE(Penryn, SSE4_1)                                                                           \
    CORE(Dunnington, SSE4_1)                                                                       \
    CORE(Nehalem, SSE4_2)                                                                          \
    CORE(Atom, SSSE3)                                                                              \
    CORE(Nano, SSSE3)                                                                              \
    CORE(Opteron, AMD_3DNOW)                                                                       \
    CORE(Opteron_SSE3, AMD_3DNOW)                                                                  \
    CORE(Barcelona, SSE4A)                                                                         \
    CORE(Bobcat, SSE4A)                                                                            \
    CORE(Sandybridge, AVX)                                                                         \
    CORE(Bulldozer, FMA4)                                                                          \
    CORE(Piledriver, FMA4)                                                                         \
    CORE(Steamroller, FMA4)                                                                        \
    CORE(Excavator, FMA4)                                                                          \
    CORE(Haswell, AVX2)                                                                            \
    CORE(Zen, AVX2)                                                                                \
    CORE(SkylakeX, AVX512)                                                                         \
    CORE(Cooperlake, BF16)                                                                         \
    CORE(SapphireRapids, AMX)

/* clang knows no word for these two: what it builds refuses the cores that need them. */
#ifdef __clang__
#define HAS_3DNOW false
#define HAS_AMX false
#else
#define HAS_3DNOW __builtin_cpu_supports("3dnow")
#define HAS_AMX __builtin_cpu_supports("amx-tile")
#endif

/* The compiler's probe wants a literal and checks XCR0 as well as CPUID. */
static bool has(enum need need) {
    __builtin_cpu_init();
    switch (need) {
    case SSE3:
        return __builtin_cpu_supports("sse3");
    case SSSE3:
        return __builtin_cpu_supports("ssse3");
    case SSE4_1:
        return __builtin_cpu_supports("sse4.1");
    case SSE4_2:
        return __builtin_cpu_supports("sse4.2");
    case AMD_3DNOW:
        return HAS_3DNOW;
    case SSE4A:
        return __builtin_cpu_supports("sse4a");
    case AVX:
        return __builtin_cpu_supports("avx");
    case FMA4:
        return __builtin_cpu_supports("fma4");
    case AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi2");
    case AVX512:
        return has(AVX2) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
    case BF16:
        return has(AVX512) && __builtin_cpu_supports("avx512vnni") &&
               __builtin_cpu_supports("avx512bf16");
    case AMX:
        return has(BF16) && HAS_AMX;
    }
    return false;
}
#else
#define CORES(CORE)
static bool has(enum need need) {
    (void)need;
    return false;
}
#endif

#define NAME(name, need) #name,
const char *const blas_core_names[] = {"auto", CORES(NAME) NULL};
#undef NAME

#define NEED(name, need) need,
static const enum need needs[] = {SSE3, CORES(NEED)}; /* the first stands for "auto" */
#undef NEED

bool blas_core_runs(int core) {
    return core == BLAS_CORE_AUTO || has(needs[core]);
}

static int index_of(const char *name) {
    for (int core = BLAS_CORE_AUTO + 1; blas_core_names[core]; core++) {
        if (strcasecmp(name, blas_core_names[core]) == 0)
            return core;
    }
    return BLAS_CORE_AUTO;
}

/* Has OpenBLAS choose anew, with the variable that it reads set for as long. */
static int choose_anew(const char *name, struct error *err) {
    static const char variable[] = "OPENBLAS_CORETYPE";
    if (setenv(variable, name, 1) < 0)
        return error_errno(err, "--blas-core=%s", name);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    return unsetenv(variable) < 0 ? error_errno(err, "--blas-core=%s", name) : 0;
}

static int choose_automatically(bool *replaced, struct error *err) {
    *replaced = !blas_core_runs(index_of(openblas_get_corename()));
    return *replaced ? choose_anew("Prescott", err) : 0;
}

int blas_core_choose(int core, bool *replaced, struct error *err) {
    const char *asked = blas_core_names[core];
    *replaced = false;
    if (core == BLAS_CORE_AUTO)
        return choose_automatically(replaced, err);
    if (!blas_core_runs(core))
        return error_unavailable(err,
                                 "--blas-core=%s: this CPU or system lacks its instructions; "
                                 "--blas-core=auto takes what it has",
                                 asked);
    if (choose_anew(asked, err) < 0)
        return -1;
    if (strcasecmp(asked, openblas_get_corename()) != 0)
        return error_unavailable(
            err, "--blas-core=%s: this OpenBLAS is built without that core and took %s", asked,
            openblas_get_corename());
    return 0;
}
